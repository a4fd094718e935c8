"""What is measured beside the queries: governance on top, a start from nothing, many clients at once."""

import dataclasses
import signal
import statistics
import threading
import time

from . import fleet, queries, spread
from .answers import Answer
from .clients import EngineError, PostgresClient, TrawlClient, TrinoClient
from .processes import await_reaped, end, say
from .rounds import asks_of
from .stack import Stack, command_line
from .usage import tree

GOVERNED_QUERIES = ("a", "c1", "c6", "d3", "d12", "e5", "e10")
TWO_SOURCES = {
    "two PostgreSQL": "select o_orderkey, o_clerk, o_totalprice, l_linenumber, l_quantity, l_comment"
                      " from {orders}, {lineitem_pg} where o_orderkey = l_orderkey and o_orderkey = {key}",
    "PostgreSQL and Parquet": "select o_orderkey, o_clerk, o_totalprice, l_linenumber, l_quantity, l_comment"
                              " from {orders}, {lineitem} where o_orderkey = l_orderkey and o_orderkey = {key}"}
GOVERNED_SECONDS = 60  # For one query; there are always two rounds.
CLIENTS = 50
CAP = {"query": 6, "policy": 1, "pg_a": 1}  # As many may wait for a function as eight times those that run.


@dataclasses.dataclass
class Governance:
    """One query without and with a row filter and masks: milliseconds per round and principal."""

    millis: dict[str, list[float]]
    problem: str | None = None

    def ratio(self, principal: str) -> float:
        return spread.paired_ratio(self.millis[principal], self.millis[fleet.OPEN])

    def extra(self, principal: str) -> float:
        return statistics.median(self.millis[principal]) - statistics.median(self.millis[fleet.OPEN])


def governance(stack: Stack, texts: dict[str, str], orders: int, runs: int,
               warm_seconds: float) -> dict[str, Governance]:
    engines = {principal: stack.trawl(principal) for principal in (fleet.OPEN, fleet.GOVERNED, fleet.HASHED)}
    found = {}
    for query in [name for name in GOVERNED_QUERIES if name in texts]:
        entry = found[query] = Governance({principal: [] for principal in engines})
        try:
            plain = engines[fleet.OPEN]
            first = {name: engine.client.fetch(plain.sql(texts[query], queries.key(0, orders)))
                     for name, engine in engines.items()}
            for principal in (fleet.GOVERNED, fleet.HASHED):
                entry.problem = entry.problem or unlike(first[fleet.OPEN], first[principal])
            turns = list(engines.items())
            warm_until = time.monotonic() + warm_seconds * len(turns)
            number, seconds, timed = 0, 0.0, 0
            until = warm_until + GOVERNED_SECONDS
            while timed < max(runs, runs * asks_of(seconds)) and (timed < 2 or time.monotonic() < until):
                warm = number > 0 and time.monotonic() > warm_until
                for turn in range(len(turns)):
                    principal, engine = turns[(number + turn) % len(turns)]
                    sql = engine.sql(texts[query], queries.key(number + 500, orders))
                    begun = time.perf_counter()
                    engine.client.fetch(sql)
                    seconds = time.perf_counter() - begun
                    if warm:
                        entry.millis[principal].append(1000 * seconds)
                number += 1
                timed += warm
        except EngineError as error:
            entry.problem = str(error)
        say(f"governed {query}: " + (entry.problem or ", ".join(
            f"{principal} {statistics.median(millis):.1f} ms" for principal, millis in entry.millis.items())))
    return found


def unlike(open_: list, governed: list) -> str | None:
    """How a governed answer is not the open one with some columns masked; None if it is."""
    masked = {column for columns in fleet.MASKED.values() for column in columns}
    names = open_[0].column_names
    kept = [number for number, name in enumerate(names) if name.lower() not in masked]

    def projected(tables: list) -> Answer:
        return Answer(tuple(row[number] for number in kept) for row in TrawlClient.rows(tables))

    if found := projected(open_).differs_from(projected(governed)):
        return f"the governed answer differs: {found}"
    for number in set(range(len(names))) - set(kept):
        values = {row[number] for row in TrawlClient.rows(open_)}
        if any(row[number] in values for row in TrawlClient.rows(governed) if row[number]):
            return f"{names[number]} is not masked"
    return None


def cold_starts(stack: Stack, orders: int, runs: int) -> dict[str, list[float] | str]:
    """Milliseconds from no function process at all to the last governed row."""
    engine = stack.trawl(fleet.GOVERNED)
    found: dict[str, list[float] | str] = {}
    for name, text in TWO_SOURCES.items():
        millis: list[float] = []
        try:
            for number in range(runs):
                for pid in functions(stack.fleet.pid):
                    end(pid, signal.SIGKILL, 10)
                    await_reaped(pid)
                sql = engine.sql(text, queries.key(number + 900, orders))
                begun = time.perf_counter()
                engine.client.fetch(sql)
                millis.append(1000 * (time.perf_counter() - begun))
            found[name] = millis
            say(f"from nothing, {name}: {statistics.median(millis):.0f} ms, {min(millis):.0f} to {max(millis):.0f}")
        except EngineError as error:
            found[name] = str(error)
            say(f"from nothing, {name}: {error}")
    return found


def functions(fleet_pid: int) -> list[int]:
    """The processes of function environments of a fleet that the harness started."""
    return [pid for pid in tree([fleet_pid]) if "runtime.api.client.AWSLambda" in command_line(pid)]


@dataclasses.dataclass
class Load:
    """What many clients at once got."""

    answers: int = 0
    errors: int = 0
    seconds: float = 0.0
    millis: list[float] = dataclasses.field(default_factory=list)
    first_error: str | None = None

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds


def many_clients(make, sql_of, seconds: float, clients: int = CLIENTS) -> Load:
    """Every client asks one query after another until the time is over; as long goes before, whose errors count, too."""
    load, lock = Load(), threading.Lock()
    begin = time.monotonic() + seconds
    until = begin + seconds

    def work(number: int) -> None:
        client = make()
        asked = 0
        while time.monotonic() < until:
            begun, error = time.monotonic(), None
            try:
                if client.count(client.fetch(sql_of(number * 1_000 + asked))) != 1:
                    error = "not one row"
            except (EngineError, OSError) as failure:
                error = f"{type(failure).__name__}: {failure}"
            asked += 1
            ended = time.monotonic()
            with lock:
                if error is not None:
                    load.errors += 1
                    load.first_error = load.first_error or error
                elif begun >= begin:
                    load.answers += 1
                    load.millis.append(1000 * (ended - begun))
        client.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.monotonic() - begin
    return load


def clients_at_once(stack: Stack, text: str, orders: int, engines: list[str], seconds: float) -> dict[str, Load]:
    """Query `a` by 50 clients; Trawl with a fleet of its own that has at most eight environments."""
    found = {}

    def measure(name: str, make, names: dict[str, str]) -> None:
        found[name] = many_clients(
            make, lambda number: queries.render(text, names, queries.key(number, orders)), seconds)
        load = found[name]
        say(f"{CLIENTS} clients, {name}: {load.per_second:.0f} answers/s, {load.errors} errors"
            + (f", first: {load.first_error}" if load.errors else ""))

    if "trawl" in engines:
        capped = fleet.Fleet("benchcap", stack.folder / "capped", {"pg_a": ["customer", "orders"]},
                             {"pg_a": stack.pg_a}, objects=False, concurrency=CAP)
        capped.start(["query"] * CAP["query"] + ["policy"] * CAP["policy"] + ["source-pg_a"] * CAP["pg_a"])
        try:
            capped.declare(stack.data)
            token = capped.token(fleet.OPEN)
            measure("trawl", lambda: TrawlClient(capped.endpoint, token), {"orders": "pg_a.public.orders"})
        finally:
            capped.stop()
    if "trino" in engines:
        from . import trino

        measure("trino", lambda: TrinoClient(stack.trino.service.port), trino.NAMES)
    if "fdw" in engines:
        from . import gateway

        measure("fdw", lambda: PostgresClient(stack.gateway), gateway.NAMES)
    if "postgres" in engines:
        measure("postgres", lambda: PostgresClient(stack.pg_a), {"orders": "orders"})
    return found
