package dev.trawl.query.authorize;

import dev.trawl.calcite.NameReference;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.CatalogView;
import dev.trawl.engine.Leaves;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The catalog as tables: `information_schema` and, with what else is declared, `system.datasets`
/// and `system.columns`. Their rows are what the principal may describe, with the types that masks
/// give; they are constants of the plan.
final class CatalogTables {
    private static final String SOURCE = "trawl";
    private static final String INFORMATION = "information_schema";
    private static final Type TEXT = Type.Simple.VARCHAR;
    private static final Map<TableName, List<Field>> FIELDS =
            Map.of(
                    name(INFORMATION, "schemata"),
                    texts("catalog_name", "schema_name"),
                    name(INFORMATION, "tables"),
                    texts("table_catalog", "table_schema", "table_name", "table_type"),
                    name(INFORMATION, "columns"),
                    numbered(
                            "ordinal_position",
                            "table_catalog",
                            "table_schema",
                            "table_name",
                            "column_name",
                            "is_nullable",
                            "data_type"),
                    name("system", "datasets"),
                    texts(
                            "dataset_name",
                            "source_name",
                            "schema_name",
                            "table_name",
                            "dataset_type",
                            "owner",
                            "description",
                            "tags"),
                    name("system", "columns"),
                    numbered(
                            "ordinal_position",
                            "dataset_name",
                            "source_name",
                            "schema_name",
                            "table_name",
                            "column_name",
                            "data_type",
                            "tags",
                            "description"));

    private final CatalogSnapshot catalog;
    private final SortedMap<TableName, Decision.Permit> visible = new TreeMap<>();
    private final int rowsMax;

    /// @param described what the principal may describe
    /// @param rowsMax of one of these tables
    CatalogTables(CatalogSnapshot catalog, List<Decision.Permit> described, int rowsMax) {
        this.catalog = catalog;
        this.rowsMax = rowsMax;
        described.forEach(permit -> visible.put(permit.table(), permit));
    }

    /// Of these tables those that the name may mean, which has a schema at least.
    static List<TableName> matching(NameReference reference) {
        return reference.parts().size() < 2
                ? List.of()
                : FIELDS.keySet().stream().filter(reference::matches).toList();
    }

    static boolean isOne(TableName name) {
        return FIELDS.containsKey(name);
    }

    static List<Field> fields(TableName name) {
        return FIELDS.getOrDefault(name, List.of());
    }

    /// The plan with rows instead of these tables.
    ///
    /// @throws TrawlException ROWS_LIMIT_EXCEEDED
    Relation filled(Relation plan) {
        return Leaves.map(
                plan,
                leaf ->
                        leaf instanceof Relation.Scan scan && isOne(scan.table())
                                ? values(scan)
                                : leaf);
    }

    private Relation values(Relation.Scan scan) {
        List<String> names = fields(scan.table()).stream().map(Field::name).toList();
        List<Integer> chosen =
                scan.fields().stream().map(field -> names.indexOf(field.name())).toList();
        List<List<Expr.Literal>> rows =
                rows(scan.table())
                        .limit(rowsMax + 1L)
                        .<List<Expr.Literal>>map(row -> chosen.stream().map(row::get).toList())
                        .toList();
        if (rows.size() > rowsMax) {
            throw new TrawlException(
                    ErrorCode.ROWS_LIMIT_EXCEEDED,
                    "%s.%s would have more than %d rows; search the catalog instead (GET /v1/search)"
                            .formatted(scan.table().schema(), scan.table().table(), rowsMax));
        }
        return new Relation.Values(scan.fields(), rows);
    }

    private Stream<List<Expr.Literal>> rows(TableName table) {
        boolean isInformation = table.schema().equals(INFORMATION);
        return switch (table.table()) {
            case "schemata" ->
                    visible.keySet().stream()
                            .map(t -> List.of(text(t.source()), text(t.schema())))
                            .distinct();
            case "tables" -> visible.keySet().stream().map(this::information);
            case "columns" ->
                    visible.values().stream()
                            .flatMap(p -> isInformation ? columns(p) : described(p));
            case "datasets" -> visible.keySet().stream().map(this::dataset);
            default -> throw new IllegalStateException("no rows for " + table);
        };
    }

    private List<Expr.Literal> information(TableName t) {
        return List.of(
                text(t.source()),
                text(t.schema()),
                text(t.table()),
                text(catalog.views().containsKey(t) ? "VIEW" : "BASE TABLE"));
    }

    private static Stream<List<Expr.Literal>> columns(Decision.Permit permit) {
        TableName t = permit.table();
        List<List<Expr.Literal>> rows = new ArrayList<>();
        for (Field field : permit.fields()) {
            rows.add(
                    List.of(
                            text(t.source()),
                            text(t.schema()),
                            text(t.table()),
                            text(field.name()),
                            text("YES"),
                            text(field.type().text()),
                            Literals.of(rows.size() + 1)));
        }
        return rows.stream();
    }

    private List<Expr.Literal> dataset(TableName t) {
        CatalogView view = catalog.views().get(t);
        CatalogTable table = catalog.tables().get(t);
        return view != null
                ? dataset(t, view.dataset(), "view", view.owner(), view.description(), view.tags())
                : table != null
                        ? dataset(
                                t,
                                table.dataset(),
                                "table",
                                table.owner(),
                                table.description(),
                                table.tags())
                        : dataset(t, "", "table", "", "", Set.of());
    }

    private static List<Expr.Literal> dataset(
            TableName t,
            String dataset,
            String kind,
            String owner,
            String description,
            Set<String> tags) {
        return List.of(
                text(dataset),
                text(t.source()),
                text(t.schema()),
                text(t.table()),
                text(kind),
                text(owner),
                text(description),
                joined(tags));
    }

    /// With what is declared of a column, which only tables have.
    private Stream<List<Expr.Literal>> described(Decision.Permit permit) {
        TableName t = permit.table();
        CatalogTable table = catalog.tables().get(t);
        if (table == null) {
            return Stream.empty();
        }
        List<List<Expr.Literal>> rows = new ArrayList<>();
        for (Field field : permit.fields()) {
            CatalogColumn column = table.column(field.name()).orElse(null);
            rows.add(
                    List.of(
                            text(table.dataset()),
                            text(t.source()),
                            text(t.schema()),
                            text(t.table()),
                            text(field.name()),
                            text(field.type().text()),
                            joined(column == null ? Set.of() : column.tags()),
                            text(column == null ? "" : column.description()),
                            Literals.of(rows.size() + 1)));
        }
        return rows.stream();
    }

    private static Expr.Literal joined(Set<String> tags) {
        return text(String.join(", ", new TreeSet<>(tags)));
    }

    private static Expr.Literal text(String text) {
        return Literals.of(text);
    }

    private static TableName name(String schema, String table) {
        return new TableName(SOURCE, schema, table);
    }

    private static List<Field> texts(String... names) {
        return Stream.of(names).map(n -> new Field(n, TEXT)).toList();
    }

    /// Texts, and a number as the last column.
    private static List<Field> numbered(String number, String... names) {
        return Stream.concat(
                        texts(names).stream(), Stream.of(new Field(number, Type.Simple.INTEGER)))
                .toList();
    }
}
