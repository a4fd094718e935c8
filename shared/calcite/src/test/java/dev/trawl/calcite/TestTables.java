package dev.trawl.calcite;

import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.TypeParser;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The airline example and TPC-H, over two databases and a bucket.
final class TestTables {
    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final Map<TableName, List<Field>> TABLES = new LinkedHashMap<>();
    static final Map<TableName, Long> ROWS = new LinkedHashMap<>();

    static {
        table(
                "flights.public.legs",
                500_000,
                "flight_id bigint, departed timestamp, delay integer, distance integer, origin varchar, destination varchar, month varchar");
        table(
                "flights.public.airports",
                3_376,
                "iata varchar, name varchar, city varchar, state varchar, latitude double, longitude double");
        table(
                "bookings.public.passengers",
                4_000,
                "passenger_id bigint, name varchar, email varchar, born date, card_number varchar");
        table(
                "bookings.public.bookings",
                24_000,
                "booking_id bigint, flight_id bigint, passenger_id bigint, station varchar, fare decimal(10,2), card_number varchar, booked_at timestamp_tz");
        table(
                "pga.tpch.customer",
                150_000,
                "c_custkey bigint, c_name varchar, c_address varchar, c_nationkey bigint, c_phone varchar, c_acctbal decimal(12,2), c_mktsegment varchar, c_comment varchar");
        table(
                "pga.tpch.orders",
                1_500_000,
                "o_orderkey bigint, o_custkey bigint, o_orderstatus varchar, o_totalprice decimal(12,2), o_orderdate date, o_orderpriority varchar, o_clerk varchar, o_shippriority integer, o_comment varchar");
        table(
                "s3.tpch.lineitem",
                6_000_000,
                "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber integer, l_quantity decimal(12,2), l_extendedprice decimal(12,2), l_discount decimal(12,2), l_tax decimal(12,2), l_returnflag varchar, l_linestatus varchar, l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct varchar, l_shipmode varchar, l_comment varchar");
        table(
                "mdb.tpch.supplier",
                10_000,
                "s_suppkey bigint, s_name varchar, s_address varchar, s_nationkey bigint, s_phone varchar, s_acctbal decimal(12,2), s_comment varchar");
        table(
                "mdb.tpch.part",
                200_000,
                "p_partkey bigint, p_name varchar, p_mfgr varchar, p_brand varchar, p_type varchar, p_size integer, p_container varchar, p_retailprice decimal(12,2), p_comment varchar");
        table(
                "mdb.tpch.partsupp",
                800_000,
                "ps_partkey bigint, ps_suppkey bigint, ps_availqty integer, ps_supplycost decimal(12,2), ps_comment varchar");
        table(
                "mdb.tpch.nation",
                25,
                "n_nationkey bigint, n_name varchar, n_regionkey bigint, n_comment varchar");
        table("mdb.tpch.region", 5, "r_regionkey bigint, r_name varchar, r_comment varchar");
    }

    private TestTables() {}

    static PlanRequest request(String sql) {
        return new PlanRequest(sql, TABLES, Map.of(), ROWS, NOW);
    }

    private static void table(String name, long rows, String columns) {
        List<Field> fields =
                Arrays.stream(columns.split(", "))
                        .map(c -> c.split(" ", 2))
                        .map(c -> new Field(c[0], TypeParser.parse(c[1])))
                        .toList();
        TABLES.put(TableName.parse(name), fields);
        ROWS.put(TableName.parse(name), rows);
    }
}
