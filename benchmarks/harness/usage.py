"""CPU time and memory of process trees, read from /proc."""

import dataclasses
import os
import pathlib
import threading
import time
from collections.abc import Callable, Iterable

TICK = os.sysconf("SC_CLK_TCK")


def parents() -> dict[int, int]:
    """Every process with its parent."""
    found = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := stat(int(entry.name))):
            found[int(entry.name)] = int(fields[1])
    return found


def stat(pid: int) -> list[str] | None:
    """The fields of a process behind its name: state, parent, …"""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None


def tree(roots: Iterable[int], without: Iterable[int] = ()) -> set[int]:
    """The processes with all below them, less those named and what is below these."""
    children: dict[int, list[int]] = {}
    for pid, parent in parents().items():
        children.setdefault(parent, []).append(pid)
    found, todo, excluded = set(), list(roots), set(without)
    while todo:
        pid = todo.pop()
        if pid not in found and pid not in excluded:
            found.add(pid)
            todo += children.get(pid, [])
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Time on a processor, with that of children that have ended and were waited for."""
    ticks = 0
    for pid in pids:
        if fields := stat(pid):
            ticks += sum(map(int, fields[11:15]))
    return ticks / TICK


def resident_bytes(pids: Iterable[int]) -> int:
    """Resident memory; what a server's processes share among them counts once."""
    own, shared = 0, 0
    for pid in pids:
        try:
            lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.startswith("Rss")}
        own += sizes.get("RssAnon", 0) + sizes.get("RssFile", 0)
        shared = max(shared, sizes.get("RssShmem", 0))
    return own + shared


@dataclasses.dataclass
class Peak:
    """The largest memory of one group of processes since `begin`, by samples."""

    pids: Callable[[], set[int]]
    interval: float = 0.05
    bytes: int = 0

    def __enter__(self) -> "Peak":
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        pids, found = set(), 0.0
        while True:
            if time.monotonic() - found > 0.5:
                pids, found = self.pids(), time.monotonic()
            self.bytes = max(self.bytes, resident_bytes(pids))
            if self._ended.wait(self.interval):
                return
