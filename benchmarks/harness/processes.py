"""Processes that outlive a command: started, found again and ended by pid and start time."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
from collections.abc import Callable


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def start_time(pid: int) -> int | None:
    """The kernel's start time of a process; with the pid it names one process for ever."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rsplit(")", 1)[1].split()
    return None if fields[0] == "Z" else int(fields[19])


class Service:
    """A server with a note of its process and port in a folder."""

    def __init__(self, name: str, folder: pathlib.Path):
        self.name = name
        self.folder = folder
        self.log = folder / f"{name}.log"
        self._file = folder / f"{name}.json"
        folder.mkdir(parents=True, exist_ok=True)

    def note(self) -> dict:
        return json.loads(self._file.read_text()) if self._file.exists() else {}

    @property
    def pid(self) -> int:
        return self.note()["pid"]

    @property
    def port(self) -> int:
        return self.note()["port"]

    def is_up(self) -> bool:
        note = self.note()
        return bool(note) and start_time(note["pid"]) == note["started"]

    def start(self, command: list, port: int, ready: Callable[[], bool], seconds: int = 120, **options) -> None:
        """Starts the process in a session of its own, waits until it is ready."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **options)
        note = {"pid": process.pid, "started": start_time(process.pid), "port": port}
        self._file.write_text(json.dumps(note))
        end = time.monotonic() + seconds
        while not ready():
            if process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise SystemExit(f"{self.name} did not start; see {self.log}")
            time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGINT, patience: int = 60) -> None:
        if self.is_up():
            end(self.pid, how, patience)
        self._file.unlink(missing_ok=True)


def end(pid: int, how: signal.Signals, patience: int) -> None:
    """Asks one process to end, and makes it end when it does not."""
    started = start_time(pid)
    for signal_, seconds in ((how, patience), (signal.SIGKILL, 10)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal_)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if start_time(pid) != started:
                return
            time.sleep(0.05)


def await_reaped(pid: int) -> None:
    """Until a process that has ended, of another parent, is known to that parent as ended."""
    until = time.monotonic() + 10
    while pathlib.Path(f"/proc/{pid}").exists():
        if time.monotonic() > until:
            raise SystemExit(f"process {pid} has ended, and its parent has not noticed")
        time.sleep(0.005)


def answers(port: int) -> bool:
    """Whether something listens on a port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
