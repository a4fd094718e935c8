package dev.trawl.source.objects.read;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.source.objects.csv.CsvQuery;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Identifiers;
import dev.trawl.sql.TypeSql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A scan as a FROM item of DuckDB over fetched files; its columns have the names and types of the
/// scan's fields.
final class ScanSql {
    private final ScanPlan plan;

    ScanSql(ScanPlan plan) {
        this.plan = plan;
    }

    String from(List<Part> parts) {
        List<String> branches = new ArrayList<>();
        Map<Shape, List<Path>> parquet = new LinkedHashMap<>();
        for (Part part : parts) {
            switch (part) {
                case Part.Parquet p -> {
                    if (p.unproven().isEmpty()) {
                        parquet.computeIfAbsent(shape(p), _ -> new ArrayList<>()).add(p.path());
                    } else {
                        branches.add(parquet(p.file(), List.of(p.path()), p.unproven()));
                    }
                }
                case Part.Count c ->
                        branches.add(
                                select(i -> constant(c.file(), i))
                                        + " FROM range(%d)".formatted(c.rows()));
                case Part.Csv c -> branches.add(csv(c));
            }
        }
        parquet.forEach(
                (shape, paths) -> branches.add(parquet(shape.partitions(), paths, Set.of())));
        return branches.isEmpty()
                ? "(" + nothing() + ")"
                : branches.stream().collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    /// Files of one shape are read together: equal folders' values and equal types.
    private record Shape(List<Expr.Literal> partitions, List<@Nullable Type> types) {}

    private static Shape shape(Part.Parquet part) {
        return new Shape(part.file().partitions(), part.types());
    }

    private String parquet(DataFile file, List<Path> paths, Set<String> unproven) {
        return parquet(file.partitions(), paths, unproven);
    }

    private String parquet(List<Expr.Literal> partitions, List<Path> paths, Set<String> unproven) {
        return select(i -> {
            Field field = plan.scan().fields().get(i);
            if (plan.layout().partition(field.name()).isPresent()) {
                return constant(partitions, i);
            }
            String cast = cast(Identifiers.quote(field.name()), field.type());
            return unproven.contains(field.name()) ? inCalendar(cast, paths) : cast;
        })
                + paths.stream()
                        .map(p -> quoted(p.toString()))
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        " FROM read_parquet([",
                                        "], hive_partitioning=false, union_by_name=false)"));
    }

    private static String inCalendar(String value, List<Path> paths) {
        return ("CASE WHEN CAST(%s AS DATE) < DATE '0001-01-01' OR CAST(%s AS DATE) > DATE '9999-12-31'"
                        + " OR isinf(%s) THEN error(%s) ELSE %s END")
                .formatted(
                        value,
                        value,
                        value,
                        quoted("outside the calendar in " + paths.getFirst()),
                        value);
    }

    private String csv(Part.Csv part) {
        List<Field> wanted =
                plan.scan().fields().stream()
                        .filter(f -> plan.layout().partition(f.name()).isEmpty())
                        .toList();
        List<Field> read = wanted.isEmpty() ? plan.layout().columns().subList(0, 1) : wanted;
        String query = new CsvQuery(part.file(), part.path(), plan.layout()).sql(read);
        return select(i -> {
            int index = wanted.indexOf(plan.scan().fields().get(i));
            return index < 0 ? constant(part.file(), i) : "v" + index;
        })
                + " FROM ("
                + query
                + ")";
    }

    private String nothing() {
        return select(i -> cast("NULL", plan.scan().fields().get(i).type())) + " WHERE FALSE";
    }

    private String select(java.util.function.IntFunction<String> column) {
        List<Field> fields = plan.scan().fields();
        return IntStream.range(0, fields.size())
                .mapToObj(i -> column.apply(i) + " AS " + Identifiers.quote(fields.get(i).name()))
                .collect(Collectors.joining(", ", "SELECT ", ""));
    }

    private String constant(DataFile file, int column) {
        return constant(file.partitions(), column);
    }

    private String constant(List<Expr.Literal> partitions, int column) {
        String name = plan.scan().fields().get(column).name();
        Expr.Literal literal = partitions.get(plan.layout().partition(name).orElseThrow());
        Object value = literal.value();
        return cast(value == null ? "NULL" : quoted(Literals.toText(value)), literal.type());
    }

    private static String cast(String text, Type type) {
        return "CAST(%s AS %s)".formatted(text, TypeSql.name(type, Dialect.DUCKDB));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
