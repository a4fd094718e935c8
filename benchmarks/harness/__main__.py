"""The command: see README.md."""

import argparse
import pathlib

from . import places, queries, spread, tools, tpch


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("--engines", default="trawl,trino,fdw,postgres", help="which to run, with commas")
    parser.add_argument("--scale", default="0.1", help="TPC-H's scale factor: 0.01, 0.1, 1, …")
    parser.add_argument("--queries", "--only", default="*", help="names or patterns such as h*, with commas")
    parser.add_argument("--runs", type=int, default=7, help="timed rounds")
    parser.add_argument("--warm", type=int, default=2, help="rounds before them")
    parser.add_argument("--keep", action="store_true", help="leave stores and engines running for the next run")
    parser.add_argument("--stop", action="store_true", help="only stop what was kept")
    parser.add_argument("--write", action="store_true", help="write RESULTS.md and results.svg")
    parser.add_argument("--state", type=pathlib.Path, default=places.STATE, help="folder of the stores' data")
    parser.add_argument("--yes", action="store_true", help="do not ask before installing Debian packages")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    tools.use_packages()
    tools.need_servers(options.yes)

    from .stack import Stack

    stack = Stack(options.scale, options.state.resolve())
    stack.lock()
    if options.stop:
        stack.stop()
        return
    try:
        run(options, stack)
    finally:
        if not options.keep:
            stack.stop()


def run(options: argparse.Namespace, stack) -> None:
    from .rounds import Rounds

    texts = queries.read(places.QUERIES)
    texts = {name: texts[name] for name in queries.select(options.queries.split(","), list(texts))}
    names = options.engines.split(",")
    stack.start_stores(names)
    engines = [engine for name in names for engine in stack.start_engine(name)]
    rounds = Rounds(engines, texts, tpch.rows(stack.data, "orders"), stack.store_processes)
    rounds.check()
    rounds.run(options.runs, options.warm)
    for query in texts:
        for engine in rounds.pairs(query):
            entry = rounds.measured[query, engine.name]
            if entry.error:
                print(f"{query:5} {engine.name:9} FAILED {entry.error}")
            elif entry.millis:
                low, median, high = spread.quartiles(entry.millis)
                print(f"{query:5} {engine.name:9} {median:10.1f} ms [{low:.1f}, {high:.1f}] min {min(entry.millis):.1f}"
                      f"  cpu {spread.quartiles(entry.engine_cpu)[1]:.2f} s + stores"
                      f" {spread.quartiles(entry.store_cpu)[1]:.2f} s  peak {entry.peak_bytes >> 20} MB")
    if rounds.disagreements:
        raise SystemExit("\n".join(["The engines disagree:", *rounds.disagreements]))


if __name__ == "__main__":
    main()
