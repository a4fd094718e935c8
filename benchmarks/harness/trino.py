"""Trino on this machine: one node that is coordinator and worker."""

import json
import pathlib
import signal
import urllib.request

from . import clients, fleet, places, tools, tpch
from .processes import Service, free_port, say

HEAP = "3g"
FLAGS = [
    "-server", f"-Xmx{HEAP}", "-XX:G1HeapRegionSize=32M", "-XX:+ExplicitGCInvokesConcurrent",
    "-XX:+ExitOnOutOfMemoryError", "-XX:-OmitStackTraceInFastThrow", "-XX:ReservedCodeCacheSize=512M",
    "-XX:PerMethodRecompilationCutoff=10000", "-XX:PerBytecodeRecompilationCutoff=10000",
    "-Djdk.attach.allowAttachSelf=true", "-Djdk.nio.maxCachedBufferSize=2000000", "-Dfile.encoding=UTF-8",
    "-XX:+EnableDynamicAgentLoading"]
NAMES = {
    "customer": "pga.public.customer", "orders": "pga.public.orders", "lineitem_pg": "pgb.public.lineitem_pg",
    "lineitem": "lake.tpch.lineitem", **{table: f"my.tpch.{table}" for table in tpch.SMALL}}


class Trino:
    def __init__(self, state: pathlib.Path):
        self.service = Service("trino", state / "services")
        self.folder = state / "trino"

    def start(self, pg_a, pg_b, mariadb, lake: fleet.Fleet) -> None:
        catalogs = self._catalogs(pg_a, pg_b, mariadb, lake)
        started = self.folder / "catalogs.json"
        if self.service.is_up():
            if started.exists() and json.loads(started.read_text()) == catalogs:
                return
            self.stop()
        home, etc = tools.trino_home(), self.folder / "etc"
        (etc / "catalog").mkdir(parents=True, exist_ok=True)
        (self.folder / "lake").mkdir(exist_ok=True)
        for name, properties in catalogs.items():
            write(etc / "catalog" / f"{name}.properties", properties)
        port = free_port()
        write(etc / "config.properties", {
            "coordinator": "true", "node-scheduler.include-coordinator": "true", "http-server.http.port": str(port),
            "discovery.uri": f"http://127.0.0.1:{port}", "node.internal-address": "127.0.0.1",
            "catalog.management": "static"})
        write(etc / "log.properties", {"io.trino": "INFO", "org.apache.parquet": "WARN"})
        say(f"Trino {places.TRINO}: starting")
        options = {
            "node.environment": "benchmark", "node.id": "benchmark", "node.data-dir": str(self.folder / "data"),
            "plugin.dir": str(home / "plugin"), "config": str(etc / "config.properties"),
            "log.levels-file": str(etc / "log.properties"), "catalog.config-dir": str(etc / "catalog")}
        (self.folder / "data").mkdir(exist_ok=True)
        self.service.start(
            [places.java_home() / "bin/java", *FLAGS, *(f"-D{name}={value}" for name, value in options.items()),
             "-cp", f"{home}/lib/*", "io.trino.server.TrinoServer"],
            port, lambda: is_ready(port), seconds=180, cwd=self.folder / "data")
        self._register()
        started.write_text(json.dumps(catalogs))

    def _catalogs(self, pg_a, pg_b, mariadb, lake: fleet.Fleet) -> dict[str, dict[str, str]]:
        def database(server, url: str, connector: str) -> dict[str, str]:
            return {"connector.name": connector, "connection-url": url, "connection-user": server.user,
                    "connection-password": server.password}

        note = lake.note()
        return {
            "pga": database(pg_a, pg_a.url, "postgresql"),
            "pgb": database(pg_b, pg_b.url, "postgresql"),
            "my": database(mariadb, mariadb.url.removesuffix("/tpch"), "mariadb"),
            "lake": {
                "connector.name": "hive", "hive.metastore": "file", "hive.metastore.catalog.dir": "local:///metastore",
                "hive.metastore.disable-location-checks": "true", "hive.security": "allow-all",
                "fs.native-local.enabled": "true", "local.location": str(self.folder / "lake"),
                "fs.native-s3.enabled": "true", "s3.endpoint": note["s3Endpoint"], "s3.region": "eu-central-1",
                "s3.path-style-access": "true", "s3.aws-access-key": note["administrator"]["id"],
                "s3.aws-secret-key": note["administrator"]["secret"]}}

    def _register(self) -> None:
        """The table of the bucket, with statistics as its owner would have gathered them."""
        client = clients.TrinoClient(self.service.port)
        columns = ", ".join(f"{name} {type_}" for name, type_ in tpch.TABLES["lineitem"].columns)
        client.fetch("create schema if not exists lake.tpch with (location = 'local:///tpch')")
        if not any(row[0] == "lineitem" for row in client.rows(client.fetch("show tables from lake.tpch"))):
            client.fetch(f"create table lake.tpch.lineitem ({columns}) with (format = 'PARQUET', "
                         f"external_location = 's3://{fleet.BUCKET}/lineitem')")
            client.fetch("analyze lake.tpch.lineitem")
        client.close()

    def stop(self) -> None:
        self.service.stop(signal.SIGTERM)


def write(path: pathlib.Path, properties: dict[str, str]) -> None:
    path.write_text("".join(f"{name}={value}\n" for name, value in properties.items()))
    path.chmod(0o600)


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/info", timeout=2) as answer:
            return not json.load(answer)["starting"]
    except OSError:
        return False
