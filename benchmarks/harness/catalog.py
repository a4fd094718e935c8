"""One query by a fleet that knows few datasets and by one that knows ten thousand."""

import dataclasses
import json
import statistics
import time

from . import fleet, queries, spread
from .clients import EngineError, TrawlClient
from .processes import say
from .stack import Stack
from .usage import cpu_seconds, tree

FEW, MANY = 10, 10_000
AT_ONCE = 1_000  # In one apply.
COLUMNS = 12
WARM, ASKED = 15, 60
CAP = {"query": 1, "policy": 1, "pg_a": 1}


@dataclasses.dataclass
class Catalog:
    """By the number of datasets: milliseconds of each query, processor time of one, and what a change costs."""

    millis: dict[int, list[float]] = dataclasses.field(default_factory=dict)
    cpu: dict[int, float] = dataclasses.field(default_factory=dict)
    changed: dict[int, list[float]] = dataclasses.field(default_factory=dict)
    declared: dict[int, float] = dataclasses.field(default_factory=dict)
    error: str | None = None

    def ratio(self) -> float:
        return spread.paired_ratio(self.millis[MANY], self.millis[FEW])

    def cpu_ratio(self) -> float:
        return self.cpu[MANY] / self.cpu[FEW]


def measure(stack: Stack, text: str, orders: int) -> Catalog:
    """By turns, so that a busy machine hits both."""
    found = Catalog()
    fleets = {number: fleet.Fleet(f"catalog{number}", stack.folder / f"catalog-{number}",
                                  {"pg_a": ["customer", "orders"]}, {"pg_a": stack.pg_a}, objects=False,
                                  concurrency=CAP)
              for number in (FEW, MANY)}
    try:
        clients = {}
        for number, one in fleets.items():
            one.start(["query", "policy", "source-pg_a"])
            one.declare(stack.data)
            found.declared[number] = fill(one, number)
            clients[number] = TrawlClient(one.endpoint, one.token(fleet.OPEN))
        names = {"orders": "pg_a.public.orders"}
        cpu = {number: 0.0 for number in fleets}
        for turn in range(-WARM, ASKED):
            for number in sorted(fleets, reverse=bool(turn % 2)):
                sql = queries.render(text, names, queries.key(turn + WARM, orders))
                before = cpu_seconds(tree([fleets[number].pid]))
                begun = time.perf_counter()
                clients[number].fetch(sql)
                if turn >= 0:
                    found.millis.setdefault(number, []).append(1000 * (time.perf_counter() - begun))
                    cpu[number] += cpu_seconds(tree([fleets[number].pid])) - before
        found.cpu = {number: 1000 * seconds / ASKED for number, seconds in cpu.items()}
        for turn in range(5):
            for number, one in fleets.items():
                begun = time.perf_counter()
                one.api("POST", "/v1/apply", json.dumps({"resources": [dataset(0, f"changed {turn}")]}))
                clients[number].fetch(queries.render(text, names, queries.key(900 + turn, orders)))
                found.changed.setdefault(number, []).append(1000 * (time.perf_counter() - begun))
    except (EngineError, SystemExit) as error:
        found.error = str(error)[:300]
    finally:
        for one in fleets.values():
            one.stop()
    say("catalog: " + (found.error or ", ".join(
        f"{number} datasets: {statistics.median(found.millis[number]):.1f} ms, {found.cpu[number]:.1f} ms of CPU"
        for number in fleets) + f"; ratio {found.ratio():.2f}, of CPU {found.cpu_ratio():.2f}"))
    return found


def fill(one: fleet.Fleet, number: int) -> float:
    """Declares more datasets until there are so many; seconds."""
    begun = time.perf_counter()
    for first in range(0, number, AT_ONCE):
        several = [dataset(n) for n in range(first, min(number, first + AT_ONCE))]
        while several:
            _, answer = one.api("POST", "/v1/apply", json.dumps({"resources": several}))
            # What does not fit one transaction is left for the next.
            several = several if json.loads(answer).get("remaining", 0) else []
    return time.perf_counter() - begun


def dataset(number: int, description: str = "One of many.") -> dict:
    columns = [{"name": f"column_{column}", "type": "bigint"} for column in range(COLUMNS)]
    return {"kind": "Dataset", "name": f"many_{number:05}", "description": description, "spec": {
        "source": "pg_a", "table": f"many_{number:05}", "columns": columns}}
