"""The stores that every engine reads: PostgreSQL and MariaDB servers of the harness."""

import os
import pathlib
import shutil
import signal
import subprocess

from . import places, tpch
from .processes import Service, answers, free_port, say

SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
work_mem = 64MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
synchronous_commit = off
random_page_cost = 1.1
effective_cache_size = 4GB
max_connections = 200
"""
LENGTHS = {  # MariaDB has no varchar without a length.
    "comment": 199, "address": 40, "name": 55, "type": 25, "mfgr": 25, "brand": 10, "container": 10, "phone": 15,
}


def owner(name: str) -> dict:
    """Whom a server runs as: it refuses to run as root."""
    return {"user": name, "group": name, "extra_groups": []} if os.geteuid() == 0 else {}


def own(folder: pathlib.Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, name, name)


class Postgres:
    """A PostgreSQL 15 of the harness, database `tpch`, trusted on the loopback."""

    user = "postgres"
    password = "postgres"
    engine: dict = {}

    def __init__(self, name: str, state: pathlib.Path, shared_buffers: str):
        self.name = name
        self.service = Service(name, state / "services")
        self.folder = state / name
        self.shared_buffers = shared_buffers

    @property
    def port(self) -> int:
        return self.service.port

    @property
    def url(self) -> str:
        return f"jdbc:postgresql://127.0.0.1:{self.port}/tpch"

    def start(self) -> None:
        if self.service.is_up():
            return
        data = self.folder / "data"
        if not (self.folder / "initialized").exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            own(self.folder, "postgres")
            subprocess.run(
                [places.POSTGRES_BIN / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                 "-U", self.user], check=True, stdout=subprocess.DEVNULL, cwd="/", **owner("postgres"))
            with (data / "postgresql.conf").open("a") as conf:
                conf.write(SETTINGS + f"shared_buffers = {self.shared_buffers}\n")
            (self.folder / "initialized").touch()
        port = free_port()
        self.service.start(
            [places.POSTGRES_BIN / "postgres", "-D", data, "-p", str(port)], port,
            lambda: subprocess.run(
                [places.POSTGRES_BIN / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode == 0,
            cwd="/", **owner("postgres"))
        with self.connect("postgres") as connection:
            if not connection.execute("select 1 from pg_database where datname = 'tpch'").fetchone():
                connection.execute("create database tpch")

    def connect(self, database: str = "tpch"):
        import psycopg

        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=self.user, password=self.password, dbname=database,
            autocommit=True)

    def load(self, data: pathlib.Path, table: tpch.Table, name: str) -> None:
        """Fills a table, with its key and indexes; nothing when it is there."""
        with self.connect() as connection:
            if connection.execute("select to_regclass(%s)", [name]).fetchone()[0]:
                return
            say(f"{self.name}: loading {name}")
            columns = ", ".join(f"{column} {type_}" for column, type_ in table.columns)
            connection.execute(f"drop table if exists {name}_loading")
            connection.execute(f"create table {name}_loading ({columns})")
            copy = f"copy {name}_loading from stdin (format csv, delimiter '|', quote E'\\b')"
            with connection.cursor().copy(copy) as target, (data / f"{table.name}.tbl").open("rb") as lines:
                while block := lines.read(1 << 20):
                    target.write(block)
            connection.execute(f"alter table {name}_loading add primary key ({', '.join(table.key)})")
            for column in table.indexes:
                connection.execute(f"create index on {name}_loading ({column})")
            connection.execute(f"alter table {name}_loading rename to {name}")
            connection.execute(f"vacuum analyze {name}")

    def stop(self) -> None:
        self.service.stop()


class MariaDb:
    """A MariaDB of the harness, database `tpch`."""

    user = "bench"
    password = "bench"
    engine = {"engine": "mariadb"}

    def __init__(self, state: pathlib.Path):
        self.name = "mariadb"
        self.service = Service(self.name, state / "services")
        self.folder = state / self.name

    @property
    def port(self) -> int:
        return self.service.port

    @property
    def url(self) -> str:
        return f"jdbc:mariadb://127.0.0.1:{self.port}/tpch"

    def start(self) -> None:
        if self.service.is_up():
            return
        data, temporary = self.folder / "data", self.folder / "tmp"
        if not (self.folder / "initialized").exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            for folder in (self.folder, data, temporary):
                own(folder, "mysql")
            user = ["--user=mysql"] if os.geteuid() == 0 else []
            subprocess.run(
                ["mariadb-install-db", "--no-defaults", f"--datadir={data}", *user, "--skip-test-db",
                 "--auth-root-authentication-method=normal"], check=True, capture_output=True, cwd="/")
            (self.folder / "initialized").touch()
        port = free_port()
        self.service.start(
            ["mariadbd", "--no-defaults", f"--datadir={data}", f"--tmpdir={temporary}", f"--port={port}",
             "--bind-address=127.0.0.1", f"--socket={self.folder}/socket", f"--pid-file={self.folder}/pid",
             "--innodb-buffer-pool-size=512M", "--innodb-flush-log-at-trx-commit=2", "--skip-log-bin",
             "--local-infile=1", "--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin"],
            port, lambda: answers(port), cwd="/", **owner("mysql"))
        self._run("create database if not exists tpch; "
                  f"create or replace user '{self.user}'@'%' identified by '{self.password}'; "
                  f"grant all on *.* to '{self.user}'@'%'", database="")

    def load(self, data: pathlib.Path, table: tpch.Table, name: str) -> None:
        present = self._run(f"show tables like '{name}'")
        if present.strip():
            return
        say(f"{self.name}: loading {name}")
        loading = name + "_loading"
        columns = ", ".join(f"{column} {self._type(column, type_)}" for column, type_ in table.columns)
        keys = "".join(f", key ({column})" for column in table.indexes)
        self._run(
            f"drop table if exists {loading};"
            f"create table {loading} ({columns}, primary key ({', '.join(table.key)}){keys});"
            f"load data local infile '{data / table.name}.tbl' into table {loading} fields terminated by '|';"
            f"rename table {loading} to {name}; analyze table {name}")

    @staticmethod
    def _type(column: str, type_: str) -> str:
        return f"varchar({LENGTHS[column.split('_', 1)[1]]})" if type_ == "varchar" else type_

    def _run(self, sql: str, database: str = "tpch") -> str:
        return subprocess.run(
            ["mariadb", "--no-defaults", "-h127.0.0.1", f"-P{self.port}", "-uroot", "--local-infile=1", "-N",
             "-e", sql, *([database] if database else [])],
            check=True, capture_output=True, text=True).stdout

    def stop(self) -> None:
        self.service.stop(signal.SIGTERM)
