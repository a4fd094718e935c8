package dev.trawl.query.split;

import dev.trawl.calcite.PlanRequest;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.TypeParser;
import dev.trawl.query.authorize.CalciteFront;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Plans of SQL over TPC-H at scale factor 1: customer, orders, nation, region in `shop`; lineitem
/// and the rest in `lake`; a copy of lineitem in `copies`.
final class TpchTables {
    private static final String LINEITEM =
            "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber integer,"
                    + " l_quantity decimal(15,2), l_extendedprice decimal(15,2),"
                    + " l_discount decimal(15,2), l_tax decimal(15,2), l_returnflag varchar,"
                    + " l_linestatus varchar, l_shipdate date, l_commitdate date,"
                    + " l_receiptdate date, l_shipmode varchar";
    private static final Map<String, String> COLUMNS =
            Map.of(
                    "shop.public.region",
                    "r_regionkey bigint, r_name varchar",
                    "shop.public.nation",
                    "n_nationkey bigint, n_name varchar, n_regionkey bigint",
                    "shop.public.customer",
                    "c_custkey bigint, c_name varchar, c_nationkey bigint,"
                            + " c_mktsegment varchar",
                    "shop.public.orders",
                    "o_orderkey bigint, o_custkey bigint, o_orderstatus varchar,"
                            + " o_totalprice decimal(15,2), o_orderdate date,"
                            + " o_orderpriority varchar",
                    "lake.public.supplier",
                    "s_suppkey bigint, s_name varchar, s_nationkey bigint",
                    "lake.public.part",
                    "p_partkey bigint, p_brand varchar, p_container varchar," + " p_type varchar",
                    "lake.public.lineitem",
                    LINEITEM,
                    "copies.public.lineitem_pg",
                    LINEITEM);
    private static final Map<String, Long> ROWS =
            Map.of(
                    "shop.public.region", 5L,
                    "shop.public.nation", 25L,
                    "shop.public.customer", 150_000L,
                    "shop.public.orders", 1_500_000L,
                    "lake.public.supplier", 10_000L,
                    "lake.public.part", 200_000L,
                    "lake.public.lineitem", 6_001_215L,
                    "copies.public.lineitem_pg", 6_001_215L);

    /// Where it logs its steps, Calcite also checks them, and stops at one that TPC-H 21 takes.
    private static final Logger CALCITE = Logger.getLogger("org.apache.calcite");

    static {
        CALCITE.setLevel(Level.WARNING);
    }

    private TpchTables() {}

    static Map<TableName, Long> rowCounts() {
        Map<TableName, Long> counts = new TreeMap<>();
        ROWS.forEach((name, rows) -> counts.put(TableName.parse(name), rows));
        return counts;
    }

    static Relation plan(String sql) {
        Map<TableName, List<Field>> tables = new TreeMap<>();
        COLUMNS.forEach((name, columns) -> tables.put(TableName.parse(name), fields(columns)));
        return new CalciteFront(SqlLimits.DEFAULT)
                .plan(
                        new PlanRequest(
                                sql,
                                tables,
                                Map.of(),
                                rowCounts(),
                                Instant.parse("2026-01-01T00:00:00Z")));
    }

    private static List<Field> fields(String columns) {
        List<Field> fields = new ArrayList<>();
        for (String column : columns.split(", *(?![0-9])", -1)) {
            int space = column.indexOf(' ');
            fields.add(
                    new Field(
                            column.substring(0, space),
                            TypeParser.parse(column.substring(space + 1))));
        }
        return fields;
    }
}
