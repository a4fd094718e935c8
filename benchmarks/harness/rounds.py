"""Checking that the engines agree, then timing them by turns."""

import dataclasses
import gc
import time

from . import queries, usage
from .answers import Answer
from .clients import EngineError
from .engines import Engine
from .processes import say

ASKED_SECONDS = 1  # What one engine's answers to one query take in a round, if it is asked more than once.
ASKS_MAX = 20


@dataclasses.dataclass
class Measured:
    """What one engine needed for one query: a number per timed answer."""

    millis: list[float] = dataclasses.field(default_factory=list)
    engine_cpu: list[float] = dataclasses.field(default_factory=list)
    store_cpu: list[float] = dataclasses.field(default_factory=list)
    peak_bytes: int = 0
    rows: int = 0
    error: str | None = None


def asks_of(seconds: float) -> int:
    """How often a round asks every engine a query for which the slowest needs so long: short ones more often."""
    return max(1, min(ASKS_MAX, round(ASKED_SECONDS / seconds))) if seconds else 1


class Rounds:
    def __init__(self, engines: list[Engine], texts: dict[str, str], orders: int, stores):
        self.engines = engines
        self.texts = texts
        self.orders = orders
        self.stores = stores
        self.measured: dict[tuple[str, str], Measured] = {}
        self.disagreements: list[str] = []
        self._asked = 0

    def pairs(self, query: str) -> list[Engine]:
        """The engines that are asked a query: of each name the first that has its tables."""
        found: dict[str, Engine] = {}
        for engine in self.engines:
            if engine.can(self.texts[query]):
                found.setdefault(engine.name, engine)
        return list(found.values())

    def check(self) -> None:
        """Every engine's answer to every query, compared with that of the others."""
        for query, text in self.texts.items():
            answers: dict[str, Answer] = {}
            told = []
            for engine in self.pairs(query):
                entry = self.measured.setdefault((query, engine.name), Measured())
                begun = time.perf_counter()
                try:
                    result = engine.client.fetch(engine.sql(text, queries.key(0, self.orders)))
                    told.append(f"{engine.name} {1000 * (time.perf_counter() - begun):.0f} ms")
                    answers[engine.name] = Answer(engine.client.rows(result))
                    entry.rows = len(answers[engine.name])
                    del result
                except EngineError as error:
                    entry.error = str(error)
                    told.append(f"{engine.name} FAILED: {error}")
            self._compare(query, answers)
            rows = ", ".join(sorted({str(len(answer)) for answer in answers.values()}))
            say(f"{query}: {rows} rows; first run {', '.join(told)}")
            gc.collect()

    def _compare(self, query: str, answers: dict[str, Answer]) -> None:
        names = list(answers)
        for other in names[1:]:
            if found := answers[names[0]].differs_from(answers[other]):
                self.disagreements.append(f"{query}: {names[0]} and {other} differ: {found}")
                say(f"DISAGREE {self.disagreements[-1]}")

    def run(self, count: int, warm: int, warm_seconds: float, minutes: float) -> None:
        """Rounds of all queries; within a round the engines take turns, beginning with another each time.

        When the minutes are over no further round begins, but there is always one.
        """
        asks = {query: asks_of(self._warm(query, warm, warm_seconds)) for query in self.texts}
        until = time.monotonic() + 60 * minutes
        for number in range(count):
            if number > 0 and time.monotonic() > until:
                say(f"the time is over after {number} rounds")
                break
            for query in self.texts:
                asked = self.pairs(query)
                for turn in range(asks[query] * len(asked)):
                    engine = asked[(number + turn) % len(asked)]
                    entry = self.measured[query, engine.name]
                    if entry.error is None:
                        self._once(query, engine, entry, timed=True)
            say(f"round {number + 1} of {count}")

    def _warm(self, query: str, times: int, seconds: float) -> float:
        """Asks every engine so often and so long, by turns; the seconds that the slowest then needs for one answer."""
        needed = {engine.name: [] for engine in self.pairs(query)}
        while cold := [engine for engine in self.pairs(query)
                       if self.measured[query, engine.name].error is None
                       and (len(needed[engine.name]) < times or sum(needed[engine.name]) < seconds)]:
            for engine in cold:
                begun = time.perf_counter()
                self._once(query, engine, self.measured[query, engine.name], timed=False)
                needed[engine.name].append(time.perf_counter() - begun)
        say(f"{query} is warm: " + ", ".join(f"{name} {len(each)} times" for name, each in needed.items()))
        return max((each[-1] for each in needed.values() if each), default=0)

    def _once(self, query: str, engine: Engine, entry: Measured, timed: bool) -> None:
        self._asked += 1
        sql = engine.sql(self.texts[query], queries.key(self._asked, self.orders))
        engine_pids = engine.pids()
        store_pids = self.stores() - engine_pids
        own_before, store_before = usage.cpu_seconds(engine_pids), usage.cpu_seconds(store_pids)
        gc.disable()
        try:
            with usage.Peak(engine.pids) as peak:
                begun = time.perf_counter()
                result = engine.client.fetch(sql)
                millis = 1000 * (time.perf_counter() - begun)
        except EngineError as error:
            entry.error = str(error)
            say(f"{query}: {engine.name} FAILED: {error}")
            return
        finally:
            gc.enable()
        if engine.client.count(result) != entry.rows:
            entry.error = f"{engine.client.count(result)} rows, {entry.rows} at first"
            self.disagreements.append(f"{query}: {engine.name}: {entry.error}")
        if not timed:
            return
        entry.millis.append(millis)
        entry.engine_cpu.append(usage.cpu_seconds(engine.pids() | engine_pids) - own_before)
        entry.store_cpu.append(usage.cpu_seconds((self.stores() | store_pids) - engine_pids) - store_before)
        entry.peak_bytes = max(entry.peak_bytes, peak.bytes)
