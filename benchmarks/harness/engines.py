"""The engines side by side: where each finds the tables, how to ask it, which processes it is."""

import dataclasses
from collections.abc import Callable

from . import queries


@dataclasses.dataclass
class Engine:
    """An engine, ready. `names` are its names of the tables; what it has no name for it is not asked."""

    name: str
    client: object
    names: dict[str, str]
    pids: Callable[[], set[int]]

    def can(self, sql: str) -> bool:
        return all(table in self.names for table in queries.tables(sql))

    def sql(self, sql: str, key: int) -> str:
        return queries.render(sql, self.names, key)
