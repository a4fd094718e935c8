"""RESULTS.md and its plot."""

import dataclasses
import statistics

from . import machine, plot, spread
from .aims import Aims

ENGINES = plot.ENGINES


@dataclasses.dataclass
class Run:
    """All that a run found."""

    scale: str
    engines: list[str]
    texts: dict[str, str]
    measured: dict
    disagreements: list[str]
    governed: dict
    cold: dict
    loads: dict
    load_before: float
    notes: list[str]
    facts: dict[str, str] = dataclasses.field(default_factory=machine.facts)
    exports: dict = dataclasses.field(default_factory=dict)
    catalog: object = None
    memory: dict = dataclasses.field(default_factory=dict)

    def take_special(self, scale: str, other: "Run") -> None:
        """Takes the rows beside the queries from a run at another scale."""
        self.governed, self.cold, self.loads = other.governed, other.cold, other.loads
        self.exports = other.__dict__.get("exports", {})
        self.catalog = other.__dict__.get("catalog")
        self.notes.append(f"row filter and masks, start from nothing and 50 clients: at scale {scale}, in a run of"
                          f" its own (commit {other.facts['commit']})")

    @property
    def answers(self) -> str:
        """How many were timed: of a short query more than of a long one."""
        counts = sorted({len(entry.millis) for entry in self.measured.values() if entry.millis}) or [0]
        return f"{counts[0]} to {counts[-1]}" if len(counts) > 1 else str(counts[0])

    @property
    def aims(self) -> Aims:
        return Aims(self.measured, self.governed, self.cold, self.loads)

    def bars(self) -> dict[str, dict[str, tuple[float, float, float]]]:
        found = {}
        for query in self.texts:
            engines = {engine: spread.quartiles(entry.millis) for engine in self.engines
                       if (entry := self.measured.get((query, engine))) and entry.millis and not entry.error}
            if engines:
                found[query] = engines
        return found


def markdown(run: Run) -> str:
    return "\n".join([*head(run), *aims(run), *times(run), *costs(run), *memory(run), *clients(run), *catalog(run), *exports(run),
                      *problems(run)]) + "\n"


def head(run: Run) -> list[str]:
    facts = run.facts
    return [
        "# Results", "", "Written by `benchmarks/run`; what is measured, and how, says [README.md](README.md).", "",
        "| | |", "|---|---|",
        f"| when | {facts['when']}, commit {facts['commit']} |",
        f"| data | TPC-H at scale {run.scale}; {run.answers} timed answers of each engine to a query, by turns, one client |",
        f"| machine | {facts['machine']}; load before the run {run.load_before:.1f} |",
        f"| versions | {facts['versions']} |",
        *[f"| note | {note} |" for note in run.notes],
        "", "![Median times by query and engine](results.svg)", ""]


def aims(run: Run) -> list[str]:
    lines = ["## Aims", "",
             "Ratios are the median of the rounds' ratios: what was measured one after the other is compared.", "",
             "| Query | Aim | Measured | Met |", "|---|---|---|---|"]
    words = {True: "yes", False: "**no**", None: "not measured"}
    lines += [f"| {verdict.what} | {verdict.aim} | {verdict.measured} | {words[verdict.met]} |"
              for verdict in run.aims.verdicts()]
    return [*lines, ""]


def times(run: Run) -> list[str]:
    shown = [engine for engine in run.engines if engine in ENGINES]
    lines = ["## Times", "", "Milliseconds: median [lower to upper quartile].", "",
             f"| | {' | '.join(ENGINES[engine] for engine in shown)} | to Trino | to FDW |",
             "|---" * (len(shown) + 3) + "|"]
    for query in run.texts:
        cells = [cell(run.measured.get((query, engine))) for engine in shown]
        ratios = [run.aims.ratio(query, engine) for engine in ("trino", "fdw")]
        cells += ["" if ratio is None else f"{ratio:.2f}" for ratio in ratios]
        lines.append(f"| {query} | {' | '.join(cells)} |")
    return [*lines, ""]


def cell(entry) -> str:
    if entry is None:
        return ""
    if entry.error or not entry.millis:
        return "failed"
    low, median, high = spread.quartiles(entry.millis)
    return f"{number(median)} [{number(low)} to {number(high)}]"


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def costs(run: Run) -> list[str]:
    shown = [engine for engine in run.engines if engine in ENGINES]
    lines = ["## Processor and memory", "",
             "Median CPU-seconds of one query: of the engine's processes + of the stores' (PostgreSQL directly is a"
             " store). Peak: the largest resident memory of all processes of the engine while it ran a query; the"
             " stores' memory is not in it.", "",
             f"| | {' | '.join(ENGINES[engine] for engine in shown)} |", "|---" * (len(shown) + 1) + "|"]
    for query in run.texts:
        cells = []
        for engine in shown:
            entry = run.measured.get((query, engine))
            cells.append("" if not entry or not entry.millis else
                         f"{statistics.median(entry.engine_cpu):.2f} + {statistics.median(entry.store_cpu):.2f}")
        lines.append(f"| {query} | {' | '.join(cells)} |")
    peaks = []
    for engine in shown:
        sizes = [entry.peak_bytes for (_, name), entry in run.measured.items() if name == engine]
        peaks.append(f"{max(sizes, default=0) >> 20} MB")
    return [*lines, f"| peak | {' | '.join(peaks)} |", ""]


def memory(run: Run) -> list[str]:
    used = run.__dict__.get("memory", {})  # Runs that were kept before have none.
    if not used:
        return []
    return ["## Memory of Trawl's functions", "", "What one environment used at most while the queries were checked,"
            " warmed up and timed, with the pages of files that it maps.", "", "| | MB used | MB it has |", "|---|---|---|",
            *[f"| {name} | {each.used} | {each.size} |" for name, each in used.items()], ""]


def clients(run: Run) -> list[str]:
    if not run.loads:
        return []
    lines = ["## Fifty clients", "", "Query `a`, every client one request after the other.", "",
             "| | answers/s | median | 95th percentile | errors |", "|---|---|---|---|---|"]
    for engine, load in run.loads.items():
        ordered = sorted(load.millis) or [0.0]
        lines.append(f"| {ENGINES[engine]} | {load.per_second:.0f} | {statistics.median(ordered):.0f} ms"
                     f" | {ordered[int(0.95 * (len(ordered) - 1))]:.0f} ms | {load.errors} |")
    return [*lines, ""]


def exports(run: Run) -> list[str]:
    written = run.__dict__.get("exports", {})  # Runs that were kept before have none.
    if not written:
        return []
    ways = {"trawl": "Trawl, an export to Parquet on S3", "trino": "Trino, `create table as` to Parquet on S3",
            "postgres": "`psql \\copy` to a local file of CSV"}
    rounds = max(len(entry.seconds) for entry in written.values())
    lines = ["## Exports", "", "All lines of `lineitem` in PostgreSQL, and two thirds of them once more; "
             + ("one timed run." if rounds == 1 else f"the best of {rounds} timed runs."), "",
             "| | seconds | rows | rows/s | MB written | Trawl's time to it |", "|---|---|---|---|---|---|"]
    ours = written.get("trawl")
    for engine, entry in written.items():
        lines.append(f"| {ways[engine]} | failed: {entry.error} | | | | |" if entry.error else
                     f"| {ways[engine]} | {min(entry.seconds):.1f} | {entry.rows}"
                     f" | {entry.rows / min(entry.seconds):.0f} | {entry.bytes >> 20 or 'not told'}"
                     f" | {to(ours, entry)} |")
    return [*lines, ""]


def to(ours, other) -> str:
    return "" if ours is None or ours is other or ours.error else f"{min(ours.seconds) / min(other.seconds):.2f}"


def catalog(run: Run) -> list[str]:
    found = run.__dict__.get("catalog")
    if found is None:
        return []
    lines = ["## Many datasets", "", "Query `a`, warm, by fleets that differ in the number of declared datasets only;"
             " then the same behind a change of one dataset, with the change.", ""]
    if found.error:
        return [*lines, f"Failed: {found.error}", ""]
    lines += ["| datasets | a query | processor time of one | a change and a query |", "|---|---|---|---|"]
    for datasets, millis in found.millis.items():
        lines.append(f"| {datasets} | {number(statistics.median(millis))} ms | {number(found.cpu[datasets])} ms"
                     f" | {number(statistics.median(found.changed[datasets]))} ms |")
    return [*lines, f"| ratio | {found.ratio():.2f} | {found.cpu_ratio():.2f} | |", ""]


def problems(run: Run) -> list[str]:
    failed = [f"{query} on {ENGINES[engine]}: {entry.error}" for (query, engine), entry in run.measured.items()
              if entry.error]
    found = [*run.disagreements, *failed]
    if not found:
        return ["## Answers", "", "All engines gave the same answers to all queries."]
    return ["## Answers", "", *[f"- {problem}" for problem in found]]
