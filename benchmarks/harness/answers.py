"""Whether two engines gave the same answer: rows as multisets, inexact numbers within a tolerance.

Numbers are equal when they are, or when they differ by at most half a unit of the coarser scale, where one
engine rounds an average to fewer digits (at least two after the point), or by 1e-9 of the value.
"""

import datetime as dt
import decimal
import hashlib

RELATIVE = decimal.Decimal("1e-9")
WHOLE_MAX = 20_000


def normal(value):
    """A value in the one form in which engines are compared."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return decimal.Decimal(value)
    if isinstance(value, float):
        return decimal.Decimal(repr(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def normal_rows(rows) -> list[tuple]:
    return [tuple(map(normal, row)) for row in rows]


def are_close(left: decimal.Decimal, right: decimal.Decimal) -> bool:
    if left == right:
        return True
    distance = abs(left - right)
    if distance <= RELATIVE * max(abs(left), abs(right)):
        return True
    scale = min(-left.as_tuple().exponent, -right.as_tuple().exponent)
    return scale >= 2 and distance <= decimal.Decimal(1).scaleb(-scale) / 2


def are_same(left, right) -> bool:
    if isinstance(left, decimal.Decimal) and isinstance(right, decimal.Decimal):
        return are_close(left, right)
    return left == right


def _order(row: tuple) -> tuple:
    """Texts first: numbers may differ a little, and so must not decide where a row stands if they can."""
    texts = tuple(value or "" for value in row if not isinstance(value, decimal.Decimal))
    return texts, tuple(value for value in row if isinstance(value, decimal.Decimal))


def difference(left: list[tuple], right: list[tuple]) -> str | None:
    """What differs between two answers of normal rows, without their values; None if nothing does."""
    if len(left) != len(right):
        return f"{len(left)} rows against {len(right)}"
    for number, (one, other) in enumerate(zip(sorted(left, key=_order), sorted(right, key=_order), strict=True)):
        if len(one) != len(other):
            return f"{len(one)} columns against {len(other)}"
        for column, (a, b) in enumerate(zip(one, other, strict=True)):
            if not are_same(a, b):
                return f"column {column + 1} of row {number + 1} of {len(left)}: {a} against {b}"
    return None


class Digest:
    """A large answer as a number that does not depend on the order of its rows.

    It knows a value by its text: decimals of different scales differ.
    """

    def __init__(self):
        self.rows = 0
        self.sum = 0

    def add(self, row) -> None:
        text = "\x1f".join(map(str, row)).encode()
        self.sum += int.from_bytes(hashlib.blake2b(text, digest_size=16).digest())
        self.rows += 1

    def __eq__(self, other) -> bool:
        return isinstance(other, Digest) and (self.rows, self.sum) == (other.rows, other.sum)

    def __str__(self) -> str:
        return f"{self.rows} rows, {self.sum:x}"


class Answer:
    """Rows as a client got them: kept whole when few, as a digest when many."""

    def __init__(self, rows):
        kept: list[tuple] | None = []
        self.digest = Digest()
        for row in rows:
            self.digest.add(row)
            if kept is not None:
                kept.append(row)
                if len(kept) > WHOLE_MAX:
                    kept = None
        self.kept = None if kept is None else normal_rows(kept)

    def __len__(self) -> int:
        return self.digest.rows

    def differs_from(self, other: "Answer") -> str | None:
        if self.digest == other.digest:
            return None
        if self.kept is None or other.kept is None:
            return f"{self.digest} against {other.digest}"
        return difference(self.kept, other.kept)
