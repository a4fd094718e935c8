"""Where things are, and which versions are used."""

import os
import pathlib
import re

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
REPOSITORY = BENCHMARKS.parent
QUERIES = BENCHMARKS / "queries.sql"
RESULTS = BENCHMARKS / "RESULTS.md"
PLOT = BENCHMARKS / "results.svg"
STATE = BENCHMARKS / ".state"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "trawl" / "benchmarks"

TRINO = "476"
DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
PYTHON_PACKAGES = ["pyarrow==26.0.1", "psycopg[binary]", "orjson"]
DEBIAN_PACKAGES = ["postgresql-15", "mariadb-server", "postgresql-15-mysql-fdw"]
POSTGRES_BIN = pathlib.Path("/usr/lib/postgresql/15/bin")


def java_home() -> pathlib.Path:
    """A JDK 25 or newer, looked for where the launcher looks."""
    homes = [os.environ.get("JAVA_HOME", "")]
    for pattern in ("*25*", "*"):
        homes += sorted(map(str, pathlib.Path("/usr/lib/jvm").glob(pattern)))
    for home in homes:
        release = pathlib.Path(home or "/none") / "release"
        if release.exists():
            version = re.search(r'JAVA_VERSION="(\d+)', release.read_text())
            if version and int(version.group(1)) >= 25:
                return pathlib.Path(home)
    raise SystemExit("A JDK 25 or newer is needed: set JAVA_HOME to one.")
