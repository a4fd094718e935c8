"""TPC-H's tables, their rows as text files, lineitem as Parquet."""

import dataclasses
import pathlib
import subprocess

from . import places, tools
from .processes import say


@dataclasses.dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    indexes: tuple[str, ...] = ()


def _table(name: str, prefix: str, columns: str, key: str, indexes: str = "") -> Table:
    pairs = [column.split(":") for column in columns.split()]
    return Table(
        name,
        tuple((prefix + column, TYPES.get(type_, type_)) for column, type_ in pairs),
        tuple(prefix + column for column in key.split()),
        tuple(prefix + column for column in indexes.split()))


TYPES = {"money": "decimal(15,2)", "text": "varchar", "long": "bigint", "int": "integer"}

TABLES = {table.name: table for table in (
    _table("customer", "c_",
           "custkey:long name:text address:text nationkey:long phone:text acctbal:money mktsegment:text comment:text",
           "custkey"),
    _table("orders", "o_",
           "orderkey:long custkey:long orderstatus:text totalprice:money orderdate:date orderpriority:text"
           " clerk:text shippriority:int comment:text",
           "orderkey", "custkey orderdate"),
    _table("lineitem", "l_",
           "orderkey:long partkey:long suppkey:long linenumber:int quantity:money extendedprice:money"
           " discount:money tax:money returnflag:text linestatus:text shipdate:date commitdate:date"
           " receiptdate:date shipinstruct:text shipmode:text comment:text",
           "orderkey linenumber", "shipdate partkey"),
    _table("supplier", "s_",
           "suppkey:long name:text address:text nationkey:long phone:text acctbal:money comment:text",
           "suppkey", "nationkey"),
    _table("part", "p_",
           "partkey:long name:text mfgr:text brand:text type:text size:int container:text retailprice:money"
           " comment:text",
           "partkey"),
    _table("partsupp", "ps_",
           "partkey:long suppkey:long availqty:int supplycost:money comment:text", "partkey suppkey"),
    _table("nation", "n_", "nationkey:long name:text regionkey:long comment:text", "nationkey"),
    _table("region", "r_", "regionkey:long name:text comment:text", "regionkey"),
)}

SMALL = ("supplier", "part", "partsupp", "nation", "region")
FILES = 4
GENERATOR = places.BENCHMARKS / "src/main/java/dev/trawl/benchmarks/TpchLines.java"


def generate(scale: str, folder: pathlib.Path) -> None:
    """Every table as `<table>.tbl`, lineitem also as Parquet; nothing when they are there."""
    if (folder / "complete").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    say(f"generating TPC-H at scale {scale}")
    subprocess.run(
        [places.java_home() / "bin/java", "-Xmx512m", "-cp", tools.tpch_class_path(), GENERATOR, scale, folder,
         *TABLES], check=True)
    write_parquet(folder)
    (folder / "complete").touch()


def rows(folder: pathlib.Path, table: str) -> int:
    return int((folder / f"{table}.rows").read_text())


def write_parquet(folder: pathlib.Path) -> None:
    """Four files of lineitem by ranges of its rows, snappy, with statistics and page indexes."""
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    types = {"bigint": pa.int64(), "integer": pa.int32(), "date": pa.date32(), "varchar": pa.string(),
             "decimal(15,2)": pa.decimal128(15, 2)}
    columns = TABLES["lineitem"].columns
    schema = pa.schema([(name, types[type_]) for name, type_ in columns])
    reader = pyarrow.csv.open_csv(
        folder / "lineitem.tbl",
        read_options=pyarrow.csv.ReadOptions(column_names=[name for name, _ in columns], block_size=16 << 20),
        parse_options=pyarrow.csv.ParseOptions(delimiter="|", quote_char=False),
        convert_options=pyarrow.csv.ConvertOptions(column_types=schema, strings_can_be_null=False))
    share = -(-rows(folder, "lineitem") // FILES)
    writers = [
        pyarrow.parquet.ParquetWriter(
            folder / f"lineitem-{number}.parquet", schema, compression="snappy", write_page_index=True,
            store_decimal_as_integer=True)
        for number in range(FILES)]
    seen, pending = 0, []
    for batch in reader:
        while batch.num_rows:
            file = seen // share
            taken = batch.slice(0, min(batch.num_rows, (file + 1) * share - seen))
            pending.append(taken)
            seen += taken.num_rows
            batch = batch.slice(taken.num_rows)
            if seen % share == 0:
                flush(writers[file], pending)
        if sum(part.num_rows for part in pending) >= ROW_GROUP:
            flush(writers[min(seen // share, FILES - 1)], pending)
    flush(writers[-1], pending)
    for writer in writers:
        writer.close()


ROW_GROUP = 250_000


def flush(writer, pending: list) -> None:
    import pyarrow as pa

    if pending:
        writer.write_table(pa.Table.from_batches(pending), row_group_size=2 * ROW_GROUP)
        pending.clear()
