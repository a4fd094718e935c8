package dev.trawl.calcite;

import dev.trawl.plan.Literals;
import dev.trawl.protocol.TrawlException;
import dev.trawl.testkit.slt.SltEngine;
import dev.trawl.testkit.slt.SltRunner;
import dev.trawl.testkit.slt.SltTables;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Fills in the rows of records: what DuckDB itself answers to their SQL, in the form that the plan
/// gives it. Where DuckDB and the plan differ the record says so, for a person to decide.
/// `-Dslt.complete=<folder>` rewrites the files of that folder; the diff is reviewed like code.
@EnabledIfSystemProperty(named = "slt.complete", matches = ".+")
final class SltCompletion {
    private static final MathContext DIGITS = new MathContext(8, RoundingMode.HALF_EVEN);

    @Test
    void filesAreCompleted() throws IOException, SQLException {
        Path folder = Path.of(System.getProperty("slt.complete"));
        try (Connection oracle = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = oracle.createStatement();
                java.util.stream.Stream<Path> files = Files.list(folder)) {
            statement.execute("set TimeZone = 'UTC'");
            statement.execute("set default_null_order = 'nulls_last_on_asc_first_on_desc'");
            for (String sql : SltTables.script(dev.trawl.sql.Dialect.DUCKDB)) {
                statement.execute(sql);
            }
            for (Path file : files.filter(f -> f.toString().endsWith(".slt")).sorted().toList()) {
                Files.writeString(file, completed(Files.readString(file), statement));
            }
        }
    }

    private static String completed(String text, Statement oracle) {
        StringBuilder done = new StringBuilder();
        for (String block : text.strip().split("\n\n+", -1)) {
            done.append(
                            block.contains("\n----") || !block.contains("query")
                                    ? block + "\n"
                                    : record(block, oracle))
                    .append('\n');
        }
        return done.toString().stripTrailing() + "\n";
    }

    private static String record(String block, Statement oracle) {
        List<String> lines = block.lines().toList();
        int head = 0;
        while (lines.get(head).startsWith("#")) {
            head++;
        }
        String comments = String.join("\n", lines.subList(0, head));
        String sql = String.join("\n", lines.subList(head + 1, lines.size()));
        String[] words = lines.get(head).split(" ", -1);
        String order = words[words.length - 1];
        StringBuilder out = new StringBuilder(comments.isEmpty() ? "" : comments + "\n");
        SltEngine.Answer ours;
        try {
            ours = SltTest.inReference(sql);
        } catch (TrawlException e) {
            return out + "error " + e.code() + " DIFFERS: " + e.text() + "\n" + sql + "\n";
        }
        out.append("query ").append(ours.letters()).append(' ').append(order).append('\n');
        out.append(sql).append("\n----\n").append(SltRunner.text(ours.rows()));
        try {
            List<List<String>> theirs = rows(oracle, sql);
            List<List<String>> mine = ours.rows().stream().map(SltCompletion::plain).toList();
            if (order.equals("rowsort")) {
                theirs = sorted(theirs);
                mine = sorted(mine);
            }
            if (!theirs.equals(mine)) {
                out.append("DIFFERS: DuckDB gives\n");
                theirs.forEach(r -> out.append("DIFFERS ").append(r).append('\n'));
            }
        } catch (SQLException e) {
            out.append("DIFFERS: DuckDB fails: ")
                    .append(String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
                    .append('\n');
        }
        return out.toString();
    }

    private static List<List<String>> sorted(List<List<String>> rows) {
        List<List<String>> sorted = new ArrayList<>(rows);
        sorted.sort(java.util.Comparator.comparing(Object::toString));
        return sorted;
    }

    private static List<String> plain(List<@Nullable String> row) {
        List<String> plain = new ArrayList<>();
        row.forEach(v -> plain.add(plain(v)));
        return plain;
    }

    private static String plain(@Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        if (value.matches("-?[0-9.]+([eE][-+]?[0-9]+)?")
                && !value.matches("0[0-9].*|.*[.].*[.].*")) {
            BigDecimal number = new BigDecimal(value);
            return number.signum() == 0
                    ? "0"
                    : number.round(DIGITS).stripTrailingZeros().toPlainString();
        }
        return value;
    }

    private static List<List<String>> rows(Statement oracle, String sql) throws SQLException {
        try (ResultSet result = oracle.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(plain(text(result, i)));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    private static @Nullable String text(ResultSet result, int i) throws SQLException {
        Object value = result.getObject(i);
        return switch (value) {
            case null -> null;
            case java.sql.Timestamp t -> Literals.toText(t.toLocalDateTime());
            case OffsetDateTime t -> Literals.toText(t.toInstant());
            case java.sql.Blob b ->
                    java.util.HexFormat.of().formatHex(b.getBytes(1, (int) b.length()));
            case java.time.LocalTime t -> Literals.toText(t);
            case Boolean b -> b.toString().toLowerCase(Locale.ROOT);
            default -> Arrays.asList(value.toString()).getFirst();
        };
    }
}
