"""Prints the rows of an Arrow IPC stream as JSON, checked for validity first."""

import json
import sys
import uuid

import pyarrow as pa


def shown(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and value != value:
        return "nan"
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)


def as_uuid(field, value):
    is_uuid = pa.types.is_fixed_size_binary(field.type) and isinstance(value, bytes)
    return uuid.UUID(bytes=value) if is_uuid else value


with pa.ipc.open_stream(sys.argv[1]) as reader:
    table = reader.read_all()
table.validate(full=True)
columns = [
    [shown(as_uuid(field, value)) for value in column.to_pylist()]
    for field, column in zip(table.schema, table.columns)
]
print(
    json.dumps(
        {
            "names": table.schema.names,
            "types": [str(field.type) for field in table.schema],
            "rows": list(zip(*columns)),
        }
    )
)
