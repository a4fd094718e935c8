package dev.trawl.fuzz;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.testkit.SqlDatabase;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The tables of TPC-H at a small scale, as files of lines.
final class TpchTables {
    static final double SCALE = 0.01;

    /// Primary keys and what joins ask for.
    private static final Map<String, String> KEYS =
            Map.of(
                    "region", "primary key (r_regionkey)",
                    "nation", "primary key (n_nationkey), key (n_name)",
                    "supplier", "primary key (s_suppkey)",
                    "part", "primary key (p_partkey)",
                    "partsupp", "primary key (ps_partkey, ps_suppkey), key (ps_suppkey)",
                    "customer", "primary key (c_custkey), key (c_mktsegment)",
                    "orders", "primary key (o_orderkey), key (o_custkey), key (o_orderdate)",
                    "lineitem",
                            "primary key (l_orderkey, l_linenumber), key (l_partkey, l_suppkey),"
                                    + " key (l_shipdate)");

    private TpchTables() {}

    static List<Field> columns(TpchTable<?> table) {
        return table.getColumns().stream().map(c -> new Field(c.getColumnName(), type(c))).toList();
    }

    private static Type type(TpchColumn<?> column) {
        return switch (column.getType().getBase()) {
            case IDENTIFIER -> Type.Simple.BIGINT;
            case INTEGER -> Type.Simple.INTEGER;
            case DATE -> Type.Simple.DATE;
            case DOUBLE -> new Type.Decimal(15, 2);
            case VARCHAR -> Type.Simple.VARCHAR;
        };
    }

    /// Writes the rows, fields apart by bars.
    static <E extends TpchEntity> long write(TpchTable<E> table, Path file) throws IOException {
        long rows = 0;
        try (Writer lines = Files.newBufferedWriter(file)) {
            for (E row : table.createGenerator(SCALE, 1, 1)) {
                String line = row.toLine();
                lines.write(line, 0, line.endsWith("|") ? line.length() - 1 : line.length());
                lines.write('\n');
                rows++;
            }
        }
        return rows;
    }

    static void fillDuck(SqlDatabase duck, TpchTable<?> table, Path file) {
        String columns =
                columns(table).stream()
                        .map(c -> c.name() + " " + c.type().text())
                        .collect(Collectors.joining(", "));
        duck.execute("CREATE TABLE %s (%s)".formatted(table.getTableName(), columns));
        duck.execute(
                "COPY %s FROM '%s' (DELIMITER '|', QUOTE '')"
                        .formatted(table.getTableName(), file));
    }

    /// With texts that fold case and pad.
    static void fillMaria(SqlDatabase maria, TpchTable<?> table, Path file) {
        String columns =
                columns(table).stream()
                        .map(c ->
                                "%s %s not null"
                                        .formatted(
                                                c.name(),
                                                c.type() == Type.Simple.VARCHAR
                                                        ? "varchar(200) collate utf8mb4_general_ci"
                                                        : c.type().text()))
                        .collect(Collectors.joining(", "));
        String name = table.getTableName();
        maria.execute("CREATE TABLE %s (%s, %s)".formatted(name, columns, KEYS.get(name)));
        maria.execute(
                "LOAD DATA INFILE '%s' INTO TABLE %s CHARACTER SET utf8mb4 FIELDS TERMINATED BY '|' ESCAPED BY ''"
                        .formatted(file, name));
        maria.execute("ANALYZE TABLE " + name);
    }
}
