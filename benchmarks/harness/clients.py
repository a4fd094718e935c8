"""One client per engine. `fetch` returns when the last row is here; `rows` makes Python rows of it, untimed."""

import decimal
import http.client
import json
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

ARROW = "application/vnd.apache.arrow.stream"


class EngineError(Exception):
    """What an engine said instead of an answer."""


class TrawlClient:
    """The public HTTP API: Arrow, one kept connection; parts side by side."""

    FETCHERS = 2

    def __init__(self, endpoint: str, token: str, options: dict | None = None):
        at = urllib.parse.urlsplit(endpoint)
        self.connection = http.client.HTTPConnection(at.hostname, at.port, timeout=900)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept": ARROW}
        self.options = options or {}
        self._threads = ThreadPoolExecutor(self.FETCHERS)

    def fetch(self, sql: str, parameters: list | None = None) -> list:
        body = {"sql": sql, "wait": 25, **self.options}
        if parameters is not None:
            body["parameters"] = parameters
        status, kind, location, content = self._ask("POST", "/v1/query", json.dumps(body))
        path = location
        while status == 202:
            time.sleep(0.05)
            status, kind, _, content = self._ask("GET", f"{path}/results")
        if status != 200:
            raise EngineError(f"{status}: {_problem(content)}")
        if kind.startswith(ARROW):
            return [_arrow(content)]
        return list(self._threads.map(self._part, [part["url"] for part in json.loads(content)["parts"]]))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str | None, bytes]:
        for attempt in (1, 2):
            try:
                self.connection.request(method, path, body, self.headers)
                answer = self.connection.getresponse()
                return answer.status, answer.headers.get("content-type", ""), answer.headers.get("location"), \
                    answer.read()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # A kept connection that the server closed meanwhile.
                self.connection.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def _part(self, url: str):
        at = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(at.hostname, at.port, timeout=300)
        try:
            connection.request("GET", f"{at.path}?{at.query}")
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                raise EngineError(f"a part answers {answer.status}")
            return _arrow(content)
        finally:
            connection.close()

    @staticmethod
    def rows(tables: list) -> Iterator[tuple]:
        for table in tables:
            for batch in table.to_batches(max_chunksize=50_000):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    @staticmethod
    def count(tables: list) -> int:
        return sum(table.num_rows for table in tables)

    def close(self) -> None:
        self.connection.close()
        self._threads.shutdown()


def _arrow(content: bytes):
    import pyarrow as pa

    with pa.ipc.open_stream(pa.py_buffer(content)) as reader:
        return reader.read_all()


def _problem(content: bytes) -> str:
    try:
        problem = json.loads(content)
        return f"{problem.get('code')} {problem.get('detail')} [{problem.get('queryId')}]"
    except ValueError:
        return content[:300].decode(errors="replace")


class PostgresClient:
    """libpq: the whole result has arrived when `execute` returns; Python rows are made afterwards."""

    def __init__(self, server):
        self.connection = server.connect()

    def fetch(self, sql: str, parameters: list | None = None):
        import psycopg

        cursor = self.connection.cursor(binary=True)
        try:
            cursor.execute(sql.replace("?", "%s") if parameters else sql, parameters)
        except psycopg.Error as error:
            raise EngineError(str(error).strip()) from error
        return cursor

    @staticmethod
    def rows(cursor) -> Iterator[tuple]:
        return iter(cursor)

    @staticmethod
    def count(cursor) -> int:
        return cursor.rowcount

    def close(self) -> None:
        self.connection.close()


class TrinoClient:
    """Trino's HTTP protocol: pages of JSON until there is no next one."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=900)

    def fetch(self, sql: str, parameters: list | None = None) -> tuple[list, list]:
        import orjson

        if parameters is not None:
            raise EngineError("not asked with parameters")
        pages, columns = [], []
        page = self._ask("POST", "/v1/statement", sql)
        while True:
            answer = orjson.loads(page)
            if "error" in answer:
                raise EngineError(f"{answer['error'].get('errorName')}: {answer['error'].get('message')}")
            columns = answer.get("columns", columns)
            if "data" in answer:
                pages.append(answer["data"])
            if "nextUri" not in answer:
                return columns, pages
            at = urllib.parse.urlsplit(answer["nextUri"])
            page = self._ask("GET", at.path)

    def _ask(self, method: str, path: str, body: str | None = None) -> bytes:
        self.connection.request(method, path, body, {
            "X-Trino-User": "benchmark", "X-Trino-Source": "benchmark", "Content-Type": "text/plain"})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status in (502, 503, 504):
            return self._ask(method, path, body)
        if answer.status != 200:
            raise EngineError(f"{answer.status}: {content[:300].decode(errors='replace')}")
        return content

    @staticmethod
    def rows(result: tuple[list, list]) -> Iterator[tuple]:
        columns, pages = result
        makers = [decimal.Decimal if column["type"].startswith("decimal") else _same for column in columns]
        for page in pages:
            for row in page:
                yield tuple(None if value is None else make(value)
                            for make, value in zip(makers, row, strict=True))

    @staticmethod
    def count(result: tuple[list, list]) -> int:
        return sum(map(len, result[1]))

    def close(self) -> None:
        self.connection.close()


def _same(value):
    return value
