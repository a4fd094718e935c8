"""Trawl's fleet on this machine, from the built zips, with the benchmark's sources and policies."""

import dataclasses
import datetime as dt
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import subprocess
import time
import urllib.parse

from . import places, tpch
from .processes import say, start_time

BUCKET = "tpch-lake"
ISSUER = "https://login.benchmark.example"
ADMINISTRATOR = "stella"
OPEN, GOVERNED, HASHED = "open", "governed", "hashed"
TRAWL = places.REPOSITORY / "trawl"
START_ATTEMPTS = 4
MEMORY = {"pg": 1024, "objects": 1769, "query": 1769}
# Those of the managed runtime with SnapStart, which all functions but the executor have when deployed.
SNAP_START_FLAGS = "-XX:+UseSerialGC"
JVM_FLAGS = os.environ.get("TRAWL_BENCH_JVM_FLAGS", SNAP_START_FLAGS).split()


REPORT = re.compile(r"Memory Size: (\d+) MB\tMax Memory Used: (\d+) MB")


@dataclasses.dataclass
class Memory:
    """Megabytes that a function has, and of which one of its environments used so many."""

    size: int
    used: int


class Fleet:
    """A fleet; its sources are PostgreSQL and MariaDB servers by name, and perhaps the bucket."""

    def __init__(self, name: str, folder: pathlib.Path, tables: dict[str, list[str]], servers: dict,
                 objects: bool = True, concurrency: dict[str, int] | None = None):
        self.name = name
        self.folder = folder
        self.tables = tables
        self.servers = servers
        self.objects = objects
        self.concurrency = concurrency or {}
        self._tokens: dict[str, str] = {}

    @property
    def state(self) -> pathlib.Path:
        return self.folder / ".trawl"

    def note(self) -> dict:
        file = self.state / "fleet.json"
        return json.loads(file.read_text()) if file.exists() else {}

    @property
    def pid(self) -> int:
        return self.note()["pid"]

    @property
    def endpoint(self) -> str:
        return self.note()["endpoint"]

    def is_up(self) -> bool:
        note = self.note()
        return bool(note) and start_time(note["pid"]) is not None

    def is_outdated(self) -> bool:
        """Whether a function was built since it started."""
        since = dt.datetime.fromisoformat(self.note()["started"].replace("Z", "+00:00")).timestamp()
        return any(file.stat().st_mtime > since for file in zips()) or self._config() != self._written()

    def start(self, warm: list[str]) -> None:
        self.warm = warm
        if self.is_up():
            if not self.is_outdated():
                return
            say(f"{self.name}: built since, restarting")
            self.stop()
        build()
        self.state.mkdir(parents=True, exist_ok=True)
        (self.folder / "trawl.yaml").write_text(self._config())
        secrets = self.state / "secrets.json"
        known = json.loads(secrets.read_text()) if secrets.exists() else {}
        for source, server in self.servers.items():
            known[f"{self.name}/source/{source}"] = json.dumps(
                {"url": server.url, "user": server.user, "password": server.password})
        secrets.write_text(json.dumps(known))
        secrets.chmod(0o600)
        say(f"{self.name}: starting")
        for attempt in range(START_ATTEMPTS):
            if self._run("up", quiet=attempt + 1 < START_ATTEMPTS):
                return
            # A function is perhaps just being built.
            time.sleep(5)

    def stop(self) -> None:
        if self.is_up():
            self.command("down")

    def log_ends(self) -> dict[pathlib.Path, int]:
        """Where the functions' logs end now."""
        return {file: file.stat().st_size for file in (self.state / "logs").glob(f"{self.name}-*.log")}

    def memory(self, since: dict[pathlib.Path, int]) -> dict[str, Memory]:
        """What the functions used at most after their logs ended so."""
        found = {}
        for file in sorted((self.state / "logs").glob(f"{self.name}-*.log")):
            with file.open(errors="replace") as log:
                log.seek(since.get(file, 0))
                reports = [Memory(int(match[1]), int(match[2])) for match in REPORT.finditer(log.read())]
            if reports:
                found[file.stem.removeprefix(f"{self.name}-")] = max(reports, key=lambda report: report.used)
        return found

    def command(self, *arguments: str) -> str:
        return self._run(*arguments) or ""

    def _run(self, *arguments: str, quiet: bool = False) -> str | None:
        environment = {
            **os.environ, "TRAWL_NO_BUILD": "1", "TRAWL_CONFIG": str(self.folder / "trawl.yaml"),
            "TRAWL_STATE": str(self.state), "JAVA_HOME": str(places.java_home())}
        done = subprocess.run([TRAWL, *arguments], env=environment, capture_output=True, text=True)
        if done.returncode and quiet:
            return None
        if done.returncode:
            raise SystemExit(f"trawl {arguments[0]} failed: {done.stdout}{done.stderr}")
        return done.stdout

    def token(self, principal: str) -> str:
        if principal not in self._tokens:
            self._tokens[principal] = self.command("token", principal, "--life", "28800").strip()
        return self._tokens[principal]

    def declare(self, data: pathlib.Path) -> None:
        """Declares sources, tables and policies, and lets the fleet scan what it can."""
        rows = {table: tpch.rows(data, table.removesuffix("_pg")) for tables in self.tables.values()
                for table in tables}
        self.api("POST", "/v1/apply", json.dumps({"resources": self._resources(rows)}))
        for source in self.tables:
            status, answer = self.api("POST", "/v1/scans", json.dumps({"source": source}), check=False)
            if status >= 300:
                say(f"{self.name}: scan of {source} answers {status}: {answer[:200]}")

    def api(self, method: str, path: str, body: str | None = None, principal: str = ADMINISTRATOR,
            check: bool = True) -> tuple[int, str]:
        at = urllib.parse.urlsplit(self.endpoint)
        connection = http.client.HTTPConnection(at.hostname, at.port, timeout=120)
        connection.request(method, path, body, {
            "Authorization": f"Bearer {self.token(principal)}", "Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if check and answer.status >= 300:
            raise SystemExit(f"{method} {path} answers {answer.status}: {text}")
        return answer.status, text

    def put(self, key: str, file: pathlib.Path) -> None:
        """Puts a file into the bucket, signed with the administrator's key."""
        note = self.note()
        at = urllib.parse.urlsplit(note["s3Endpoint"])
        path = f"/{BUCKET}/{key}"
        connection = http.client.HTTPConnection(at.hostname, at.port, timeout=600)
        with file.open("rb") as content:
            headers = signed("PUT", at.netloc, path, note["administrator"])
            connection.request("PUT", path, content, {**headers, "Content-Length": str(file.stat().st_size)})
            answer = connection.getresponse()
            if answer.status != 200:
                raise SystemExit(f"PUT {path} answers {answer.status}: {answer.read()[:500]}")
        connection.close()

    def fill_bucket(self, data: pathlib.Path) -> None:
        filled = self.state / "filled"
        if filled.exists():
            return
        say(f"{self.name}: uploading lineitem")
        for number in range(tpch.FILES):
            self.put(f"lineitem/part-{number}.parquet", data / f"lineitem-{number}.parquet")
        filled.touch()

    def _written(self) -> str:
        file = self.folder / "trawl.yaml"
        return file.read_text() if file.exists() else ""

    def _config(self) -> str:
        """trawl.yaml; JSON is YAML."""
        sources = [
            {"name": source, "kind": "jdbc", **server.engine, "memory": MEMORY["pg"], "timeout": 120,
             "concurrency": self.concurrency.get(source, 4), "secret": f"{self.name}/source/{source}",
             "pseudonymDomains": ["person"]}
            for source, server in self.servers.items()]
        if self.objects:
            sources.append({
                "name": "objects", "kind": "objects", "memory": MEMORY["objects"], "timeout": 120,
                "concurrency": self.concurrency.get("objects", 4), "bucket": BUCKET, "writable": True,
                "pseudonymDomains": ["person"]})
        functions = {
            "query": {"memory": MEMORY["query"], "concurrency": self.concurrency.get("query", 4)},
            "policy": {"concurrency": self.concurrency.get("policy", 2)}}
        return json.dumps({
            "fleet": self.name,
            "issuers": [{"issuer": ISSUER, "development": True, "audiences": ["trawl"]}],
            "administrators": [{"issuer": ISSUER, "subject": ADMINISTRATOR}],
            "principals": [{"name": ADMINISTRATOR, "groups": ["stewards"]}] + [
                {"name": name, "groups": [name]} for name in (OPEN, GOVERNED, HASHED)],
            "pseudonymDomains": ["person"],
            "sources": sources,
            "functions": functions,
            "local": {"warm": self.warm, "idleSeconds": 3600, **({"jvmFlags": JVM_FLAGS} if JVM_FLAGS else {})},
        }, indent=1) + "\n"

    def _resources(self, rows: dict[str, int]) -> list[dict]:
        resources = []
        for source, tables in self.tables.items():
            kind = "objects" if source == "objects" else "jdbc"
            resources.append({"kind": "Source", "name": source, "spec": {"kind": kind}})
            for table in tables:
                spec = {
                    "source": source, "table": table, "rowCount": rows[table],
                    "columns": [{"name": column, "type": type_}
                                for column, type_ in tpch.TABLES[table.removesuffix("_pg")].columns]}
                if kind == "objects":
                    spec["mapping"] = {"prefix": f"{table}/", "format": "parquet"}
                elif self.servers[source].engine:
                    spec["mapping"] = {"schema": "tpch"}
                resources.append({"kind": "Dataset", "name": f"{source}_{table}", "spec": spec})
        return resources + policies(list(self.tables))


FILTERS = {  # Every row passes, so that the same rows are worked on with and without them.
    "customer": "c_nationkey >= 0 and c_mktsegment <> 'NONE'",
    "orders": "o_orderstatus <> 'X' and o_custkey > 0",
    "lineitem": "l_linenumber < 100 and l_suppkey > 0",
    "lineitem_pg": "l_linenumber < 100 and l_suppkey > 0",
    "supplier": "s_nationkey >= 0",
}
MASKED = {  # What reads like a name, an address or a remark.
    "customer": ["c_name", "c_address", "c_phone", "c_comment"],
    "orders": ["o_clerk", "o_comment"],
    "lineitem": ["l_shipinstruct", "l_comment"],
    "lineitem_pg": ["l_shipinstruct", "l_comment"],
    "supplier": ["s_name", "s_address", "s_phone"],
}


def policies(sources: list[str]) -> list[dict]:
    """All rows for `open`; row filters and masks on top for `governed` (partial) and `hashed`."""
    everything = [f"{source}.public.*" for source in sources]
    open_ = {"name": "all_rows", "resources": everything, "subjects": {"groups": [OPEN, GOVERNED, HASHED]}}
    scans = {"name": "scans", "resources": [f"{source}.*.*" for source in sources], "actions": ["scan"],
             "subjects": {"groups": ["stewards"]}}
    masks = {GOVERNED: {"type": "partial", "first": 2, "last": 0}, HASHED: {"type": "hash", "domain": "person"}}
    rules = [
        {"name": f"{group}_{table}", "effect": "restrict", "resources": [f"{source}.public.{table}"
                                                                         for source in sources],
         "subjects": {"groups": [group]}, "mandatoryFilter": FILTERS[table],
         "masks": [{"columns": MASKED[table], "mask": mask}]}
        for group, mask in masks.items() for table in FILTERS]
    return [{"kind": "Policy", "name": "benchmark", "spec": {"rules": [open_, scans]}},
            {"kind": "Policy", "name": "benchmark_governed", "spec": {"rules": rules}}]


def knows_mariadb() -> bool:
    """Whether a fleet of this checkout can have a MariaDB as source."""
    schema = places.REPOSITORY / "shared/fleet/src/main/resources/dev/trawl/fleet/fleet.schema.json"
    source = places.REPOSITORY / "functions/source-jdbc/src/main/java/dev/trawl/source/jdbc/mariadb/MariaDbSource.java"
    return source.exists() and '"mariadb"' in schema.read_text()


def zips() -> list[pathlib.Path]:
    return sorted(places.REPOSITORY.glob("functions/*/target/function.zip"))


def build() -> None:
    """Builds the fleet when something of it was never built."""
    functions = list(places.REPOSITORY.glob("functions/*/pom.xml"))
    if len(zips()) < len(functions) or not (places.REPOSITORY / "cli/target/trawl.jar").exists():
        subprocess.run([TRAWL, "build"], check=True)


def signed(method: str, host: str, path: str, key: dict) -> dict[str, str]:
    """Headers of a request to S3 by Signature Version 4, the payload unsigned."""
    now = dt.datetime.now(dt.UTC)
    at, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    headers = {"host": host, "x-amz-content-sha256": "UNSIGNED-PAYLOAD", "x-amz-date": at}
    names = ";".join(headers)
    canonical = "\n".join([
        method, path, "", *(f"{name}:{value}" for name, value in headers.items()), "", names, "UNSIGNED-PAYLOAD"])
    scope = f"{day}/eu-central-1/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", at, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    secret = f"AWS4{key['secret']}".encode()
    for part in (*scope.split("/"), text):
        secret = hmac.digest(secret, part.encode(), "sha256")
    return {**headers, "Authorization": f"AWS4-HMAC-SHA256 Credential={key['id']}/{scope}, "
                                        f"SignedHeaders={names}, Signature={secret.hex()}"}
