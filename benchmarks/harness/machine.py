"""What the figures were measured on and with."""

import datetime as dt
import os
import pathlib
import platform
import re
import subprocess

from . import places


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=places.REPOSITORY).stdout.strip()
    except OSError:
        return ""


def processor() -> str:
    model = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text())
    return model[1] if model else platform.machine()


def memory_gib() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30))


def commit() -> str:
    """The commit, and how many files of what is measured were changed since."""
    changed = _output("git", "status", "--porcelain", "--", "shared", "functions", "local", "cli")
    changes = len([line for line in changed.splitlines() if not line.startswith("??")])
    return _output("git", "rev-parse", "--short=12", "HEAD") + (f" and {changes} changed files" if changes else "")


def versions() -> dict[str, str]:
    release = (places.java_home() / "release").read_text()
    java = re.search(r'JAVA_VERSION="([^"]+)"', release)
    fdw = _output("dpkg-query", "-W", "-f", "${Version}", "postgresql-15-mysql-fdw")
    return {
        "PostgreSQL": _output(str(places.POSTGRES_BIN / "postgres"), "--version").split()[2],
        "MariaDB": (re.search(r"\d+\.\d+\.\d+", _output("mariadbd", "--version")) or [""])[0],
        "mysql_fdw": fdw.split("-")[0],
        "Trino": places.TRINO,
        "JDK": java[1] if java else "",
        "Python": platform.python_version(),
        "Linux": platform.release().split("-")[0]}


def load() -> float:
    return os.getloadavg()[0]


def facts() -> dict[str, str]:
    """When, on what and with what a run was, as texts."""
    return {
        "when": dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit(),
        "machine": f"{processor()}, {len(os.sched_getaffinity(0))} cores, {memory_gib()} GiB",
        "versions": ", ".join(f"{name} {version}" for name, version in versions().items())}
