package dev.trawl.testkit.slt;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.TypeParser;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Identifiers;
import dev.trawl.sql.SqlRenderer;
import dev.trawl.sql.TypeSql;
import dev.trawl.testkit.TableData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tables that the files of `slt/` are over, from `slt/tables.txt`: small, with NULLs,
/// duplicates, ties and values at the edges of their types. PostgreSQL, DuckDB and Parquet hold all
/// of them.
public final class SltTables {
    private SltTables() {}

    public static List<TableData> all() {
        return parse(SltFile.resource("tables.txt"));
    }

    /// Tables in the form of `slt/tables.txt`.
    public static List<TableData> parse(String text) {
        List<TableData> tables = new ArrayList<>();
        for (String block : text.strip().split("\n\n", -1)) {
            tables.add(table(block.lines().filter(l -> !l.startsWith("#")).toList()));
        }
        return tables;
    }

    /// The text that {@link #parse} reads.
    public static String text(List<TableData> tables) {
        return tables.stream().map(SltTables::text).collect(Collectors.joining("\n"));
    }

    private static String text(TableData table) {
        String head =
                table.fields().stream()
                        .map(f -> f.name() + " " + f.type().text())
                        .collect(Collectors.joining("; ", table.name() + "(", ")\n"));
        return table.rows().stream()
                .map(row ->
                        row.stream()
                                .map(v -> SltFile.escaped(v == null ? null : Literals.toText(v)))
                                .collect(Collectors.joining(" | ", "", "\n")))
                .collect(Collectors.joining("", head, ""));
    }

    private static TableData table(List<String> lines) {
        String head = lines.getFirst();
        int open = head.indexOf('(');
        List<Field> fields =
                Arrays.stream(head.substring(open + 1, head.length() - 1).split("; ", -1))
                        .map(c -> c.split(" ", 2))
                        .map(c -> new Field(c[0], TypeParser.parse(c[1])))
                        .toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            rows.add(row(SltFile.row(line), fields));
        }
        return new TableData(head.substring(0, open), fields, rows);
    }

    private static List<@Nullable Object> row(List<@Nullable String> texts, List<Field> fields) {
        if (texts.size() != fields.size()) {
            throw new IllegalArgumentException(
                    "a row of %d values for %d columns: %s"
                            .formatted(texts.size(), fields.size(), texts));
        }
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            String text = texts.get(i);
            Expr.Literal literal =
                    text == null
                            ? Literals.ofNull(fields.get(i).type())
                            : Literals.fromText(text, fields.get(i).type());
            row.add(literal.value());
        }
        return row;
    }

    /// Statements that create and fill the tables in the current schema of a database. For Parquet,
    /// run them in DuckDB and copy each table to a file.
    public static List<String> script(Dialect dialect) {
        List<String> statements = new ArrayList<>();
        for (TableData table : all()) {
            String name = Identifiers.quote(table.name());
            statements.add(
                    table.fields().stream()
                            .map(f ->
                                    Identifiers.quote(f.name())
                                            + " "
                                            + TypeSql.name(f.type(), dialect))
                            .collect(
                                    Collectors.joining(
                                            ", ", "CREATE TABLE %s (".formatted(name), ")")));
            if (!table.rows().isEmpty()) {
                String rows = SqlRenderer.render(table.values(), dialect, _ -> "");
                statements.add("INSERT INTO %s %s".formatted(name, rows));
            }
        }
        return statements;
    }
}
