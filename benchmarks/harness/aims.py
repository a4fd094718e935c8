"""The aims of the benchmark, and whether a run met them."""

import dataclasses
import statistics

from . import fleet, spread


@dataclasses.dataclass
class Verdict:
    """An aim, what was measured for it, and whether that meets it; None where something is missing."""

    what: str
    aim: str
    measured: str
    met: bool | None


class Aims:
    """Judges measured rounds (`(query, engine)` to its figures) and special rows."""

    def __init__(self, measured: dict, governed: dict, cold: dict, loads: dict):
        self.measured = measured
        self.governed = governed
        self.cold = cold
        self.loads = loads

    def verdicts(self) -> list[Verdict]:
        found = [self._to_trino("a", 0.10), self._pushed_down(), self._to_trino("c1", 0.33),
                 self._to_trino("c6", 0.33), self._joins()]
        found += [self._not_slower(query) for query in ("h1", "h2", "h2b", "h3")]
        found += [self._transfer(), *self._governance(), *self._cold(), self._throughput()]
        return [verdict for verdict in found if verdict]

    def ratio(self, query: str, engine: str) -> float | None:
        """Trawl's time by another engine's, the median of the rounds' ratios."""
        ours, theirs = self._millis(query, "trawl"), self._millis(query, engine)
        return spread.paired_ratio(ours, theirs) if ours and theirs and len(ours) == len(theirs) else None

    def _millis(self, query: str, engine: str) -> list[float]:
        entry = self.measured.get((query, engine))
        return entry.millis if entry and not entry.error else []

    def _to_trino(self, query: str, aim: float) -> Verdict | None:
        if (query, "trawl") not in self.measured:
            return None
        ratio = self.ratio(query, "trino")
        return Verdict(query, f"≤ {aim} × Trino", told(ratio, " × Trino"), met(ratio, aim))

    def _pushed_down(self) -> Verdict | None:
        ours, alone = self._millis("b", "trawl"), self._millis("b", "postgres")
        if ("b", "trawl") not in self.measured:
            return None
        if not ours or not alone:
            return Verdict("b", "≤ 1.3 × PostgreSQL + 6 ms", "not measured", None)
        mine, limit = statistics.median(ours), 1.3 * statistics.median(alone) + 6
        return Verdict("b", "≤ 1.3 × PostgreSQL + 6 ms", f"{mine:.1f} ms, the limit is {limit:.1f} ms", mine <= limit)

    def _joins(self) -> Verdict | None:
        joins = [query for query in ("d3", "d12", "e5", "e10") if (query, "trawl") in self.measured]
        if not joins:
            return None
        ratios = [self.ratio(query, "trino") for query in joins]
        mean = spread.geometric_mean(ratios) if None not in ratios else None
        return Verdict(f"{', '.join(joins)}: geometric mean", "≤ 0.33 × Trino", told(mean, " × Trino"),
                       met(mean, 0.33))

    def _not_slower(self, query: str) -> Verdict | None:
        if (query, "trawl") not in self.measured:
            return None
        ratios = [ratio for engine in ("trino", "fdw") if (ratio := self.ratio(query, engine)) is not None]
        worst = max(ratios) if ratios else None
        return Verdict(query, "≤ the better of Trino and FDW", told(worst, " × the better"), met(worst, 1.0))

    def _transfer(self) -> Verdict | None:
        ratio = self.ratio("g", "trino")
        if ("g", "trawl") not in self.measured:
            return None
        if ratio is None:
            return Verdict("g", "≥ 10 × Trino's rows per second", "not measured", None)
        entry = self.measured["g", "trawl"]
        rate = entry.rows / statistics.median(entry.millis) / 1000
        return Verdict("g", "≥ 10 × Trino's rows per second",
                       f"{1 / ratio:.1f} × Trino's, {rate:.2f} million rows/s", 1 / ratio >= 10)

    def _governance(self) -> list[Verdict]:
        found = []
        for query, entry in self.governed.items():
            aim = "≤ 2 ms more" if query == "a" else "≤ 5 % more"
            what = f"{query} with row filter and masks"
            if entry.problem:
                found.append(Verdict(what, aim, entry.problem, False))
                continue
            extra, ratio = entry.extra(fleet.GOVERNED), entry.ratio(fleet.GOVERNED)
            text = f"{extra:+.1f} ms, {100 * (ratio - 1):+.1f} %; keyed hash {entry.extra(fleet.HASHED):+.1f} ms," \
                   f" {100 * (entry.ratio(fleet.HASHED) - 1):+.1f} %"
            found.append(Verdict(what, aim, text, extra <= 2 if query == "a" else ratio <= 1.05))
        return found

    def _cold(self) -> list[Verdict]:
        found = []
        for name, millis in self.cold.items():
            what, aim = f"no function process → governed answer, {name}", "≤ 1.5 s"
            if isinstance(millis, str):
                found.append(Verdict(what, aim, millis, False))
            else:
                middle = statistics.median(millis) / 1000
                found.append(Verdict(
                    what, aim, f"{middle:.2f} s ({min(millis) / 1000:.2f} to {max(millis) / 1000:.2f})",
                    middle <= 1.5))
        return found

    def _throughput(self) -> Verdict | None:
        if "trawl" not in self.loads:
            return None
        ours, theirs = self.loads["trawl"], self.loads.get("trino")
        what, aim = "50 clients doing a, at most 8 environments", "≥ 5 × Trino's, no errors"
        text = f"{ours.per_second:.0f} answers/s, {ours.errors} errors"
        if not theirs:
            return Verdict(what, aim, text, None)
        times = ours.per_second / theirs.per_second
        text += f"; {times:.1f} × Trino's {theirs.per_second:.0f}"
        return Verdict(what, aim, text, times >= 5 and not ours.errors)


def told(ratio: float | None, unit: str) -> str:
    return "not measured" if ratio is None else f"{ratio:.2f}{unit}"


def met(ratio: float | None, limit: float) -> bool | None:
    return None if ratio is None else ratio <= limit
