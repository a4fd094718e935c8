package dev.trawl.source.objects.csv;

import dev.trawl.plan.Casts;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.source.objects.table.TableLayout;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.SqlRenderer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The query that reads a text file: every field as text, then a strict cast to the catalog's type.
public final class CsvQuery {
    private static final int HEADER_BYTES_MAX = 64 << 10;
    private static final int LINE_BYTES_MAX = 16 << 20;

    private final DataFile file;
    private final Path path;
    private final TableLayout layout;

    public CsvQuery(DataFile file, Path path, TableLayout layout) {
        this.file = file;
        this.path = path;
        this.layout =
                layout.format() == TableLayout.Format.JSON ? JsonLines.records(layout) : layout;
    }

    /// Columns `v0`, `v1`, … with the wanted fields in order.
    ///
    /// @param wanted columns of the layout
    public String sql(List<Field> wanted) {
        List<String> names = names();
        for (Field field : wanted) {
            if (!names.contains(field.name())) {
                throw file.invalid("has no column '%s'".formatted(field.name()));
            }
        }
        checkTypes(wanted);
        List<Field> texts =
                wanted.stream()
                        .map(f -> new Field("csv" + names.indexOf(f.name()), Type.Simple.VARCHAR))
                        .toList();
        Relation.Scan scan = new Relation.Scan(new TableName("file", "csv", "text"), texts);
        List<NamedExpr> columns = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Expr text = new Expr.Column(i, Type.Simple.VARCHAR);
            columns.add(new NamedExpr("t", text));
            columns.add(new NamedExpr("v", value(text, wanted.get(i).type())));
        }
        String pairs =
                SqlRenderer.render(
                        new Relation.Project(scan, columns),
                        Dialect.DUCKDB,
                        _ -> reader(names.size()));
        return IntStream.range(0, wanted.size())
                .mapToObj(i -> checked(2 * i, 2 * i + 1, i, wanted.get(i)))
                .collect(Collectors.joining(", ", "SELECT ", " FROM (" + pairs + ")"));
    }

    private static Expr value(Expr text, Type type) {
        return isText(type) ? text : new Expr.Cast(text, type, Expr.Cast.OnFailure.NULL);
    }

    private static boolean isText(Type type) {
        return type == Type.Simple.VARCHAR || type == Type.Simple.JSON;
    }

    private static void checkTypes(List<Field> wanted) {
        for (Field field : wanted) {
            if (!Casts.exists(Type.Simple.VARCHAR, field.type())) {
                throw new TrawlException(
                        ErrorCode.NOT_SUPPORTED,
                        "text files have no columns of type %s, as the catalog has for '%s'"
                                .formatted(field.type().text(), field.name()));
            }
        }
    }

    private String checked(int text, int value, int column, Field field) {
        if (field.type() == Type.Simple.VARCHAR) {
            return "c%d AS v%d".formatted(value, column);
        }
        String isWrong =
                field.type() == Type.Simple.JSON
                        ? "NOT json_valid(c%d)".formatted(text)
                        : "c%d IS NOT NULL AND c%d IS NULL".formatted(text, value);
        return "CASE WHEN %s THEN error(%s) ELSE c%d END AS v%d"
                .formatted(isWrong, quoted("not a value of its type in " + path), value, column);
    }

    private String reader(int columns) {
        TableLayout.CsvOptions csv = layout.csv();
        String types =
                IntStream.range(0, columns)
                        .mapToObj(i -> "'csv%d': 'VARCHAR'".formatted(i))
                        .collect(Collectors.joining(", ", "{", "}"));
        return ("read_csv(%s, auto_detect=false, columns=%s, header=%s, delim=%s, quote='\"', escape='\"',"
                        + " nullstr=%s, allow_quoted_nulls=false, strict_mode=true, null_padding=false,"
                        + " ignore_errors=false, hive_partitioning=false, compression='none', max_line_size=%d)")
                .formatted(
                        quoted(path.toString()),
                        types,
                        csv.hasHeader(),
                        quoted(csv.delimiter()),
                        quoted(csv.nullText()),
                        LINE_BYTES_MAX);
    }

    /// Names of the file's columns: its header's, or the catalog's in order.
    private List<String> names() {
        if (!layout.csv().hasHeader()) {
            return layout.columns().stream().map(Field::name).toList();
        }
        List<List<String>> records =
                CsvRecords.parse(head(), layout.csv().delimiter().charAt(0), ends());
        if (records.isEmpty()) {
            throw file.invalid("has no readable header");
        }
        List<String> names = records.getFirst();
        if (new HashSet<>(names).size() != names.size()) {
            throw file.invalid("names a column twice in its header");
        }
        return names;
    }

    private CsvRecords.Ends ends() {
        return size() <= HEADER_BYTES_MAX ? CsvRecords.Ends.FILE : CsvRecords.Ends.INSIDE;
    }

    private long size() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new UncheckedIOException("a scratch file cannot be read", e);
        }
    }

    private String head() {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(HEADER_BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a scratch file cannot be read", e);
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
