"""The queries: one text each, with every engine's names for the tables."""

import pathlib
import re


def parse(text: str) -> dict[str, str]:
    """Queries by name, from lines `-- @name` and what follows each."""
    found = {}
    for part in re.split(r"(?m)^-- @", text)[1:]:
        name, _, sql = part.partition("\n")
        lines = [line for line in sql.splitlines() if not line.startswith("--")]
        sql = " ".join(line.strip() for line in lines if line.strip())
        if not re.fullmatch(r"[a-z]\w*", name.strip()) or not sql or name.strip() in found:
            raise ValueError(f"Not a query, or named twice: {name.strip()!r}")
        found[name.strip()] = sql
    return found


def read(path: pathlib.Path) -> dict[str, str]:
    return parse(path.read_text())


def tables(sql: str) -> list[str]:
    return [name for name in dict.fromkeys(re.findall(r"\{(\w+)\}", sql)) if name != "key"]


def render(sql: str, names: dict[str, str], key: int) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: str(key) if match[1] == "key" else names[match[1]], sql)


def key(number: int, orders: int) -> int:
    """An order key that exists: of each 32 keys TPC-H uses the first eight. Another for each number."""
    return 32 * (number * 7919 % max(1, orders // 8)) + 1


def select(wanted: list[str], known: list[str]) -> list[str]:
    """Names and patterns such as `h*`, in the order of the file."""
    chosen = set()
    for pattern in wanted:
        matching = {name for name in known if re.fullmatch(pattern.replace("*", ".*"), name)}
        if not matching:
            raise SystemExit(f"There is no query {pattern}; there are {', '.join(known)}.")
        chosen |= matching
    return [name for name in known if name in chosen]
