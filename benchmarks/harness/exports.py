"""Ten million rows at scale 1 from PostgreSQL to Parquet on S3, beside `create table as` and `\\copy`."""

import dataclasses
import json
import subprocess
import time

from . import fleet, places, tpch, trino
from .clients import EngineError, TrinoClient
from .processes import say
from .stack import Stack

NAME = "lines"
PRINCIPAL = "exporter"
SECONDS_MAX = 840
KEYS_TAKEN_TWICE = 4_000_000  # At scale 1, of six million; a fourth of the keys has rows.


@dataclasses.dataclass
class Export:
    """Seconds of each run, rows of one, bytes of what was written."""

    seconds: list[float] = dataclasses.field(default_factory=list)
    rows: int = 0
    bytes: int = 0
    error: str | None = None

    def text(self) -> str:
        if self.error:
            return self.error
        return f"{min(self.seconds):.1f} s, {self.rows} rows, {self.rows / min(self.seconds):.0f} rows/s, " \
               f"{self.bytes >> 20} MB"


def query(scale: str, table: str) -> str:
    """All lines, and those of the lower keys once more."""
    keys = round(KEYS_TAKEN_TWICE * float(scale))
    return f"select * from {table} union all select * from {table} where l_orderkey <= {keys}"


def rounds(scale: str) -> int:
    """One round takes minutes at scale 1, most of them Trino's and psql's."""
    return 1 if float(scale) >= 1 else 2


def measure(stack: Stack, engines: list[str], runs: int) -> dict[str, Export]:
    """By turns, so that a busy machine hits all; where it is one round, psql has no round before it."""
    ways = {}
    if "trawl" in engines:
        declare(stack)
        ways["trawl"] = lambda number: trawl(stack, number)
    if "trino" in engines:
        ways["trino"] = lambda _: create_table(stack)
    if "postgres" in engines:
        ways["postgres"] = lambda _: copy(stack)
    found = {name: Export() for name in ways}
    for number in range(-1, runs):  # The first is not timed.
        for name, way in ways.items():
            entry = found[name]
            if entry.error or number < 0 and runs == 1 and name == "postgres":
                continue
            begun = time.perf_counter()
            try:
                entry.rows, entry.bytes = way(number)
                if number >= 0:
                    entry.seconds.append(time.perf_counter() - begun)
            except (EngineError, SystemExit, subprocess.SubprocessError) as error:
                entry.error = str(error)[:300]
    for name, entry in found.items():
        say(f"export, {name}: {entry.text()}")
    return found


def declare(stack: Stack) -> None:
    """The export, and the rules of the principal that it runs as."""
    rule = {"resources": ["pg_b.public.*"], "actions": ["describe", "read", "export"],
            "subjects": {"users": [f"trawl|{PRINCIPAL}"]}}
    resources = [
        {"kind": "Principal", "name": PRINCIPAL, "spec": {}},
        {"kind": "Policy", "name": "benchmark_exports", "spec": {"rules": [
            {"name": "lines", **rule},
            {"name": "start", "actions": ["act_as"], "resources": [{"kind": "Principal", "name": PRINCIPAL}],
             "subjects": {"groups": ["stewards"]}}]}},
        {"kind": "Export", "name": NAME, "spec": {
            "principal": PRINCIPAL, "query": query(stack.scale, "pg_b.public.lineitem_pg"),
            "bucket": fleet.BUCKET}}]
    stack.fleet.api("POST", "/v1/apply", json.dumps({"resources": resources}))


def trawl(stack: Stack, number: int) -> tuple[int, int]:
    """Until the run is committed, as who starts it sees it."""
    _, answer = stack.fleet.api("POST", f"/v1/exports/{NAME}/runs", "{}")
    run = json.loads(answer)["run"]
    until = time.monotonic() + SECONDS_MAX
    last = -1
    while True:
        state = json.loads(stack.fleet.api("GET", f"/v1/runs/{run}")[1])
        if state["state"] == "committed":
            return state["manifest"]["rows"], state["manifest"]["bytes"]
        if state["state"] not in ("waiting", "running") or state["attempt"] > 1 and number >= 0 \
                or time.monotonic() > until:
            raise EngineError(f"{state['state']}: {state.get('code')} {state.get('detail')}")
        percent = state.get("progress", {}).get("percent", -1)
        if percent // 25 > last // 25:
            say(f"export {number}: {percent}%, {state['progress']['rows']} rows")
            last = percent
        time.sleep(0.1)


def create_table(stack: Stack) -> tuple[int, int]:
    client = TrinoClient(stack.trino.service.port)
    schema, table = "lake.exports", f"lake.exports.lines_{time.time_ns()}"  # A place is used once only.
    client.fetch(f"create schema if not exists {schema} with (location = 's3://{fleet.BUCKET}/exports_of_trino')")
    client.fetch("set session lake.compression_codec = 'ZSTD'")
    lines = query(stack.scale, trino.NAMES["lineitem_pg"])
    written = client.fetch(f"create table {table} with (format = 'PARQUET') as {lines}")
    rows = next(iter(client.rows(written)))[0]
    sizes = client.fetch(f"select \"$path\", min(\"$file_size\") from {table} group by 1")
    size = sum(int(row[1]) for row in client.rows(sizes))
    client.fetch(f"drop table {table}")
    client.close()
    return rows, size


def copy(stack: Stack) -> tuple[int, int]:
    """To a local file of CSV, which is what psql can; no S3."""
    target = stack.folder / "copied.csv"
    lines = query(stack.scale, "lineitem_pg")
    subprocess.run(
        [places.POSTGRES_BIN / "psql", "-q", "-h", "127.0.0.1", "-p", str(stack.pg_b.port), "-U", stack.pg_b.user,
         "-d", "tpch", "-c", f"\\copy ({lines}) to '{target}' with (format csv)"],
        check=True, timeout=SECONDS_MAX, stdout=subprocess.DEVNULL)
    size = target.stat().st_size
    target.unlink()
    return tpch.rows(stack.data, "lineitem") + _twice(stack), size


def _twice(stack: Stack) -> int:
    done = subprocess.run(
        [places.POSTGRES_BIN / "psql", "-At", "-h", "127.0.0.1", "-p", str(stack.pg_b.port), "-U", stack.pg_b.user,
         "-d", "tpch", "-c", f"select count(*) from lineitem_pg where l_orderkey <= "
                             f"{round(KEYS_TAKEN_TWICE * float(stack.scale))}"],
        check=True, capture_output=True, text=True)
    return int(done.stdout)
