"""The command: see README.md."""

import argparse
import pathlib
import pickle

from . import places, queries, tools, tpch

SPECIAL = ("governed", "cold", "clients", "catalog", "exports")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/run", description="Trawl beside its peers; see README.md.")
    parser.add_argument("--engines", default="trawl,trino,fdw,postgres", help="which to run, with commas")
    parser.add_argument("--scale", default="0.1", help="TPC-H's scale factor: 0.01, 0.1, 1, …")
    parser.add_argument("--queries", "--only", default="*", help="names or patterns such as h*, with commas")
    parser.add_argument("--special", default="", help=f"rows beside the queries, or all: {','.join(SPECIAL)}")
    parser.add_argument("--special-from", metavar="SCALE",
                        help="with --render: the special rows of the last run at that scale")
    parser.add_argument("--runs", type=int, default=7, help="timed rounds; each asks short queries several times")
    parser.add_argument("--warm", type=int, default=2, help="how often each engine is asked before, at least")
    parser.add_argument("--warm-seconds", type=float, default=3, help="how long each is asked each query before, at least")
    parser.add_argument("--export-runs", type=int, metavar="N",
                        help="timed rounds of exports (default: 1 from scale 1 on, 2 below)")
    parser.add_argument("--minutes", type=float, default=60, help="no round begins when these are over")
    parser.add_argument("--keep", action="store_true", help="leave stores and engines running for the next run")
    parser.add_argument("--stop", action="store_true", help="only stop what was kept")
    parser.add_argument("--prepare", action="store_true", help="only fill the stores")
    parser.add_argument("--write", action="store_true", help="with all special rows, write RESULTS.md and its plot")
    parser.add_argument("--render", action="store_true", help="only write RESULTS.md of the last run at the scale")
    parser.add_argument("--no-mariadb", action="store_true", help="Trawl reads the small tables from PostgreSQL")
    parser.add_argument("--note", action="append", default=[], help="something to say in RESULTS.md")
    parser.add_argument("--state", type=pathlib.Path, default=places.STATE, help="folder of the stores' data")
    parser.add_argument("--yes", action="store_true", help="do not ask before installing Debian packages")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    tools.use_packages()
    tools.need_servers(options.yes)

    from . import fleet
    from .stack import Stack

    mariadb = fleet.knows_mariadb() and not options.no_mariadb
    stack = Stack(options.scale, options.state.resolve(), mariadb)
    stack.lock()
    if options.stop:
        stack.stop()
        return
    if options.render:
        found = kept(stack.folder)
        if options.special_from:
            found.take_special(options.special_from, kept(stack.folder.with_name(f"scale-{options.special_from}")))
        found.notes += options.note
        write(found)
        return
    try:
        run(options, stack)
    finally:
        if not options.keep:
            stack.stop()


def run(options: argparse.Namespace, stack) -> None:
    from . import machine, results, special
    from .rounds import Rounds

    texts = queries.read(places.QUERIES)
    texts = {name: texts[name] for name in queries.select(options.queries.split(","), list(texts))}
    names = options.engines.split(",")
    load_before = machine.load()
    stack.start_stores(names)
    if options.prepare:
        return
    engines = [engine for name in names for engine in stack.start_engine(name)]
    orders = tpch.rows(stack.data, "orders")
    rounds = Rounds(engines, texts, orders, stack.store_processes)
    log_ends = stack.fleet.log_ends()
    rounds.check()
    rounds.run(options.runs, options.warm, options.warm_seconds, options.minutes)
    wanted = SPECIAL if options.write or options.special == "all" else options.special.split(",")
    every = queries.read(places.QUERIES)
    found = results.Run(
        options.scale, names, texts, rounds.measured, rounds.disagreements, {}, {}, {}, load_before,
        [*stack.notes(), *options.note])
    found.memory = stack.fleet.memory(log_ends)
    keep(found, stack, options.write)
    if "trawl" in names and "governed" in wanted:
        found.governed = special.governance(stack, every, orders, options.runs, options.warm_seconds)
        keep(found, stack, options.write)
    if "trawl" in names and "cold" in wanted:
        found.cold = special.cold_starts(stack, orders, 5)
        keep(found, stack, options.write)
    if "clients" in wanted:
        found.loads = special.clients_at_once(stack, every["a"], orders, names, 15)
        keep(found, stack, options.write)
    if "trawl" in names and "catalog" in wanted:
        from . import catalog

        found.catalog = catalog.measure(stack, every["a"], orders)
        keep(found, stack, options.write)
    if "exports" in wanted:
        from . import exports

        found.exports = exports.measure(stack, names, options.export_runs or exports.rounds(options.scale))
        keep(found, stack, options.write)
    print("\n" + results.markdown(found))
    if rounds.disagreements:
        raise SystemExit("\n".join(["The engines disagree:", *rounds.disagreements]))


def keep(found, stack, write_too: bool) -> None:
    """Keeps what is known so far, so that what comes later cannot lose it."""
    (stack.folder / "last.pickle").write_bytes(pickle.dumps(found))
    if write_too:
        write(found)


def write(found) -> None:
    from . import plot, results

    places.RESULTS.write_text(results.markdown(found))
    places.PLOT.write_text(plot.svg(f"Time to the last row, TPC-H at scale {found.scale}", found.bars()))


def kept(folder: pathlib.Path):
    """What an earlier run kept."""
    return pickle.loads((folder / "last.pickle").read_bytes())


if __name__ == "__main__":
    main()
