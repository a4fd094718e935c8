"""A PostgreSQL without data that reads the stores by foreign data wrappers."""

import pathlib

from . import tpch
from .processes import say
from .stores import MariaDb, Postgres

NAMES = {
    "customer": "a.customer", "orders": "a.orders", "lineitem": "b.lineitem_pg", "lineitem_pg": "b.lineitem_pg",
    **{table: f"my.{table}" for table in tpch.SMALL}}


class Gateway(Postgres):
    def __init__(self, state: pathlib.Path):
        super().__init__("gateway", state, "256MB")

    def connect_to(self, pg_a: Postgres, pg_b: Postgres, mariadb: MariaDb) -> None:
        """Declares the servers and their tables anew: ports change when a store is started again."""
        say("fdw: declaring foreign tables")
        fast = "fetch_size '10000', use_remote_estimate 'true', async_capable 'true'"
        with self.connect() as connection:
            connection.execute("set client_min_messages = warning")
            for wrapper in ("postgres_fdw", "mysql_fdw"):
                connection.execute(f"create extension if not exists {wrapper}")
            for schema, server in (("a", pg_a), ("b", pg_b)):
                connection.execute(
                    f"drop server if exists {schema} cascade; drop schema if exists {schema} cascade;"
                    f"create server {schema} foreign data wrapper postgres_fdw options "
                    f"(host '127.0.0.1', port '{server.port}', dbname 'tpch', {fast});"
                    f"create user mapping for postgres server {schema} options "
                    f"(user '{server.user}', password_required 'false');"
                    f"create schema {schema}; import foreign schema public from server {schema} into {schema}")
            connection.execute(
                "drop server if exists my cascade; drop schema if exists my cascade;"
                "create server my foreign data wrapper mysql_fdw options "
                f"(host '127.0.0.1', port '{mariadb.port}', fetch_size '10000');"
                "create user mapping for postgres server my options "
                f"(username '{mariadb.user}', password '{mariadb.password}');"
                "create schema my; import foreign schema tpch from server my into my")
            for table in ("a.customer", "a.orders", "b.lineitem_pg"):
                connection.execute(f"analyze {table}")
