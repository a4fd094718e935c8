"""Stores and engines of one scale: started when needed, left running or stopped."""

import fcntl
import pathlib

from . import clients, fleet, gateway, tpch, trino, usage
from .engines import Engine
from .processes import say
from .stores import MariaDb, Postgres

ENGINES = ("trawl", "trino", "fdw", "postgres")


class Stack:
    def __init__(self, scale: str, folder: pathlib.Path, mariadb: bool):
        self.scale = scale
        self.folder = folder / f"scale-{scale}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data = self.folder / "tbl"
        self.pg_a = Postgres("pg_a", self.folder, "512MB")
        self.pg_b = Postgres("pg_b", self.folder, "1GB")
        self.pg_c = Postgres("pg_c", self.folder, "256MB")
        self.mariadb = MariaDb(self.folder)
        self.gateway = gateway.Gateway(self.folder)
        self.trino = trino.Trino(self.folder)
        # Where Trawl finds the small tables; the peers have them in MariaDB.
        self.small = self.mariadb if mariadb else self.pg_c
        servers = {"pg_a": self.pg_a, "pg_b": self.pg_b, self.small.name: self.small}
        tables = {"pg_a": ["customer", "orders"], "pg_b": ["lineitem_pg"], self.small.name: list(tpch.SMALL),
                  "objects": ["lineitem"]}
        self.fleet = fleet.Fleet("bench", self.folder / "trawl", tables, servers)

    def lock(self) -> None:
        """One run at a time; a second one waits."""
        self._lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another run is at work here, waiting for it")
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def start_stores(self, engines: list[str]) -> None:
        tpch.generate(self.scale, self.data)
        self.pg_a.start()
        self.pg_a.load(self.data, tpch.TABLES["customer"], "customer")
        self.pg_a.load(self.data, tpch.TABLES["orders"], "orders")
        self.pg_b.start()
        self.pg_b.load(self.data, tpch.TABLES["lineitem"], "lineitem_pg")
        with_small = {self.small} if "trawl" in engines else set()
        for server in with_small | ({self.mariadb} if {"trino", "fdw"} & set(engines) else set()):
            server.start()
            for table in tpch.SMALL:
                server.load(self.data, tpch.TABLES[table], table)
        if {"trawl", "trino"} & set(engines):
            warm = ["query", "policy", "source-pg_a", "source-pg_b", f"source-{self.small.name}", "source-objects"]
            self.fleet.start(warm if "trawl" in engines else [])
            self.fleet.fill_bucket(self.data)

    def start_engine(self, name: str) -> list[Engine]:
        """An engine; PostgreSQL directly is two, one for each server."""
        if name == "trawl":
            self.fleet.declare(self.data)
            return [self.trawl(fleet.OPEN)]
        if name == "trino":
            self.trino.start(self.pg_a, self.pg_b, self.mariadb, self.fleet)
            client = clients.TrinoClient(self.trino.service.port)
            return [Engine(name, client, trino.NAMES, lambda: usage.tree([self.trino.service.pid]))]
        if name == "fdw":
            self.gateway.start()
            self.gateway.connect_to(self.pg_a, self.pg_b, self.mariadb)
            client = clients.PostgresClient(self.gateway)
            return [Engine(name, client, gateway.NAMES, lambda: usage.tree([self.gateway.service.pid]))]
        if name == "postgres":
            return [self._postgres(self.pg_a, ["customer", "orders"]), self._postgres(self.pg_b, ["lineitem_pg"])]
        raise SystemExit(f"There is no engine {name}; there are {', '.join(ENGINES)}.")

    def trawl(self, principal: str) -> Engine:
        names = {table: f"{source}.public.{table}" for source, tables in self.fleet.tables.items()
                 for table in tables}
        client = clients.TrawlClient(self.fleet.endpoint, self.fleet.token(principal))
        return Engine("trawl", client, names, self.fleet_processes)

    def fleet_processes(self) -> set[int]:
        """The fleet without its S3 server, which is a store."""
        return usage.tree([self.fleet.pid], without=self.object_store())

    def object_store(self) -> list[int]:
        below = usage.tree([self.fleet.pid]) if self.fleet.is_up() else set()
        return [pid for pid in below if "s3proxy.jar" in command_line(pid)]

    def _postgres(self, server: Postgres, tables: list[str]) -> Engine:
        names = {table: table for table in tables}
        if "lineitem_pg" in names:
            names["lineitem"] = "lineitem_pg"
        return Engine("postgres", clients.PostgresClient(server), names, lambda: usage.tree([server.service.pid]))

    def store_processes(self) -> set[int]:
        services = [store.service for store in (self.pg_a, self.pg_b, self.pg_c, self.mariadb)]
        return usage.tree([service.pid for service in services if service.is_up()] + self.object_store())

    def notes(self) -> list[str]:
        """What a reader of the results must know."""
        flags = [f"Trawl's functions ran with {' '.join(fleet.JVM_FLAGS)}"]
        if self.small is self.mariadb:
            return flags
        return [*flags, "Trawl reads supplier, part, partsupp, nation and region from a third PostgreSQL, the others from"
                " MariaDB"]

    def stop(self) -> None:
        self.trino.stop()
        self.gateway.stop()
        self.fleet.stop()
        for store in (self.pg_a, self.pg_b, self.pg_c, self.mariadb):
            store.stop()


def command_line(pid: int) -> str:
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
