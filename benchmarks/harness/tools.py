"""What the harness needs and gets itself: Python packages, Debian packages, files of the Maven registry."""

import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import venv

from . import places
from .processes import say


def use_packages() -> None:
    """Runs the rest in a Python that has the packages, made in the user's cache when first needed."""
    home = places.CACHE / "python-1"
    python = home / "bin" / "python"
    if pathlib.Path(sys.prefix) == home:
        return
    if not (home / "complete").exists():
        say(f"installing {', '.join(places.PYTHON_PACKAGES)}")
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *places.PYTHON_PACKAGES], check=True)
        (home / "complete").touch()
    os.execv(python, [str(python), "-m", "harness", *sys.argv[1:]])


def need_servers(yes: bool) -> None:
    """PostgreSQL, MariaDB and the MySQL wrapper, as Debian packages."""
    missing = [
        package for package in places.DEBIAN_PACKAGES
        if subprocess.run(["dpkg", "-s", package], capture_output=True).returncode != 0
    ]
    if not missing:
        return
    question = f"Install {' '.join(missing)} with apt-get? [y/N] "
    if not yes and input(question).strip().lower() != "y":
        raise SystemExit("The benchmark needs them.")
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    subprocess.run([*sudo, "apt-get", "update", "-q"], check=True, env=quiet)
    subprocess.run([*sudo, "apt-get", "install", "-yq", *missing], check=True, env=quiet)


def maven(*arguments: str) -> None:
    environment = {**os.environ, "JAVA_HOME": str(places.java_home())}
    subprocess.run(["mvn", "-B", "-ntp", "-q", *arguments], check=True, env=environment, cwd=places.REPOSITORY)


def tpch_class_path() -> str:
    """The jars of the generator; their versions are the parent pom's."""
    jars = places.CACHE / "tpch"
    if not list(jars.glob("tpch-*.jar")):
        maven("-f", "benchmarks/pom.xml", f"{places.DEPENDENCY_PLUGIN}:copy-dependencies",
              "-DincludeScope=runtime", f"-DoutputDirectory={jars}")
    return f"{jars}/*"


def trino_home() -> pathlib.Path:
    """Trino's server, unpacked."""
    home = places.CACHE / f"trino-server-{places.TRINO}"
    if not (home / "lib").exists():
        downloads = places.CACHE / "maven"
        say(f"fetching Trino {places.TRINO}")
        maven(f"{places.DEPENDENCY_PLUGIN}:copy", f"-Dartifact=io.trino:trino-server:{places.TRINO}:tar.gz",
              f"-DoutputDirectory={downloads}")
        unpacked = places.CACHE / "unpacking"
        with tarfile.open(downloads / f"trino-server-{places.TRINO}.tar.gz") as tar:
            tar.extractall(unpacked, members=needed(tar))
        (unpacked / f"trino-server-{places.TRINO}").rename(home)
        unpacked.rmdir()
    return home


def needed(tar: tarfile.TarFile):
    """Of Trino's 57 plugins those that are used: it starts faster and takes less memory, to its good."""
    plugins = ("postgresql", "mariadb", "hive", "geospatial")
    for member in tar:
        parts = member.name.split("/")
        if len(parts) < 3 or parts[1] != "plugin" or parts[2] in plugins:
            yield member
