package dev.trawl.plan;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Relations as JSON. The first field, `op`, says which.
final class RelationCodec {
    private RelationCodec() {}

    static void write(JsonWriter out, Relation relation) {
        out.object(o -> {
            switch (relation) {
                case Relation.Scan scan ->
                        o.field("op")
                                .string("scan")
                                .field("table")
                                .string(scan.table().toString())
                                .field("fields")
                                .list(scan.fields(), PlanCodec::write);
                case Relation.Received received ->
                        o.field("op")
                                .string("received")
                                .field("fragment")
                                .integer(received.fragment())
                                .field("fields")
                                .list(received.fields(), PlanCodec::write);
                case Relation.Values values -> writeValues(o, values);
                case Relation.Filter filter -> {
                    write(o.field("op").string("filter").field("input"), filter.input());
                    ExprCodec.write(o.field("predicate"), filter.predicate());
                }
                case Relation.Project project -> {
                    write(o.field("op").string("project").field("input"), project.input());
                    o.field("columns").list(project.columns(), RelationCodec::writeNamed);
                }
                case Relation.Join join -> {
                    o.field("op").string("join").field("kind").string(lower(join.kind()));
                    write(o.field("left"), join.left());
                    write(o.field("right"), join.right());
                    ExprCodec.write(o.field("condition"), join.condition());
                }
                case Relation.Aggregate aggregate -> {
                    write(o.field("op").string("aggregate").field("input"), aggregate.input());
                    o.field("keys").list(aggregate.keys(), (w, k) -> w.integer(k));
                    o.field("aggregations")
                            .list(aggregate.aggregations(), RelationCodec::writeAggregation);
                }
                case Relation.Sort sort -> {
                    write(o.field("op").string("sort").field("input"), sort.input());
                    o.field("keys").list(sort.keys(), RelationCodec::writeKey);
                }
                case Relation.Window window -> WindowCodec.write(o, window);
                case Relation.Limit limit -> {
                    write(o.field("op").string("limit").field("input"), limit.input());
                    o.field("offset").integer(limit.offset()).field("count").integer(limit.count());
                }
                case Relation.Union union ->
                        o.field("op")
                                .string("union")
                                .field("inputs")
                                .list(union.inputs(), RelationCodec::write);
                case Relation.Recursion recursion -> {
                    o.field("op").string("recursion").field("number").integer(recursion.number());
                    o.field("rows").string(lower(recursion.rows()));
                    write(o.field("first"), recursion.first());
                    write(o.field("step"), recursion.step());
                }
                case Relation.Previous previous ->
                        o.field("op")
                                .string("previous")
                                .field("recursion")
                                .integer(previous.recursion())
                                .field("fields")
                                .list(previous.fields(), PlanCodec::write);
            }
        });
    }

    static Relation read(JsonReader in) {
        in.beginObject();
        String op = in.field("op").string();
        Relation relation =
                switch (op) {
                    case "scan" -> readScan(in);
                    case "received" -> readReceived(in);
                    case "values" -> readValues(in);
                    case "filter" -> readFilter(in);
                    case "project" -> readProject(in);
                    case "join" -> readJoin(in);
                    case "aggregate" -> readAggregate(in);
                    case "sort" -> readSort(in);
                    case "window" -> WindowCodec.read(in);
                    case "limit" -> readLimit(in);
                    case "union" -> readUnion(in);
                    case "recursion" -> readRecursion(in);
                    case "previous" -> readPrevious(in);
                    default -> throw in.malformed("no such relation: '" + op + "'");
                };
        in.endObject();
        return relation;
    }

    private static void writeValues(JsonWriter o, Relation.Values values) {
        o.field("op").string("values").field("fields").list(values.fields(), PlanCodec::write);
        o.field("rows")
                .list(
                        values.rows(),
                        (w, row) -> w.list(row, (v, literal) -> v.stringOrNull(text(literal))));
    }

    private static @Nullable String text(Expr.Literal literal) {
        Object value = literal.value();
        return value == null ? null : Literals.toText(value);
    }

    private static void writeNamed(JsonWriter out, NamedExpr column) {
        out.object(o ->
                ExprCodec.write(
                        o.field("name").string(column.name()).field("expr"), column.expr()));
    }

    private static void writeAggregation(JsonWriter out, Aggregation aggregation) {
        out.object(o -> {
            o.field("name").string(aggregation.name());
            o.field("function").string(aggregation.function().text());
            o.field("args").list(aggregation.arguments(), ExprCodec::write);
            o.field("quantifier").string(lower(aggregation.quantifier()));
            Expr filter = aggregation.filter();
            if (filter != null) {
                ExprCodec.write(o.field("filter"), filter);
            }
        });
    }

    static void writeKey(JsonWriter out, SortKey key) {
        out.object(o ->
                o.field("column")
                        .integer(key.column())
                        .field("direction")
                        .string(lower(key.direction()))
                        .field("nulls")
                        .string(lower(key.nulls())));
    }

    private static Relation readScan(JsonReader in) {
        TableName table = PlanCodec.readTableName(in.field("table"));
        List<Field> fields = in.field("fields").list(PlanCodec::readField);
        return PlanCodec.checked(in, () -> new Relation.Scan(table, fields));
    }

    private static Relation readReceived(JsonReader in) {
        int fragment = in.field("fragment").integer32();
        List<Field> fields = in.field("fields").list(PlanCodec::readField);
        return PlanCodec.checked(in, () -> new Relation.Received(fragment, fields));
    }

    private static Relation readValues(JsonReader in) {
        List<Field> fields = in.field("fields").list(PlanCodec::readField);
        List<List<@Nullable String>> rows = in.field("rows").list(RelationCodec::readTexts);
        return PlanCodec.checked(
                in,
                () ->
                        new Relation.Values(
                                fields, rows.stream().map(row -> literals(row, fields)).toList()));
    }

    private static List<@Nullable String> readTexts(JsonReader in) {
        List<@Nullable String> texts = new java.util.ArrayList<>();
        in.list(i -> {
            texts.add(i.stringOrNull());
            return Boolean.TRUE;
        });
        return texts;
    }

    private static List<Expr.Literal> literals(List<@Nullable String> texts, List<Field> fields) {
        if (texts.size() != fields.size()) {
            throw new IllegalArgumentException(
                    "a row of VALUES has %d of %d columns".formatted(texts.size(), fields.size()));
        }
        List<Expr.Literal> literals = new java.util.ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            Type type = fields.get(i).type();
            literals.add(text == null ? Literals.ofNull(type) : Literals.fromText(text, type));
        }
        return literals;
    }

    private static Relation readFilter(JsonReader in) {
        Relation input = read(in.field("input"));
        Expr predicate = ExprCodec.read(in.field("predicate"));
        return PlanCodec.checked(in, () -> new Relation.Filter(input, predicate));
    }

    private static Relation readProject(JsonReader in) {
        Relation input = read(in.field("input"));
        List<NamedExpr> columns = in.field("columns").list(RelationCodec::readNamed);
        return PlanCodec.checked(in, () -> new Relation.Project(input, columns));
    }

    private static NamedExpr readNamed(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        Expr expr = ExprCodec.read(in.field("expr"));
        in.endObject();
        return new NamedExpr(name, expr);
    }

    private static Relation readJoin(JsonReader in) {
        Relation.Join.Kind kind = read(in.field("kind"), Relation.Join.Kind.values());
        Relation left = read(in.field("left"));
        Relation right = read(in.field("right"));
        Expr condition = ExprCodec.read(in.field("condition"));
        return PlanCodec.checked(in, () -> new Relation.Join(left, right, kind, condition));
    }

    private static Relation readAggregate(JsonReader in) {
        Relation input = read(in.field("input"));
        List<Integer> keys = in.field("keys").list(JsonReader::integer32);
        List<Aggregation> aggregations =
                in.field("aggregations").list(RelationCodec::readAggregation);
        return PlanCodec.checked(in, () -> new Relation.Aggregate(input, keys, aggregations));
    }

    private static Aggregation readAggregation(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        AggregateFunction function = read(in.field("function"), AggregateFunction.values());
        List<Expr> arguments = in.field("args").list(ExprCodec::read);
        Aggregation.Quantifier quantifier =
                read(in.field("quantifier"), Aggregation.Quantifier.values());
        Expr filter = in.optional("filter", ExprCodec::read);
        in.endObject();
        return PlanCodec.checked(
                in, () -> new Aggregation(name, function, arguments, quantifier, filter));
    }

    private static Relation readSort(JsonReader in) {
        Relation input = read(in.field("input"));
        List<SortKey> keys = in.field("keys").list(RelationCodec::readKey);
        return PlanCodec.checked(in, () -> new Relation.Sort(input, keys));
    }

    static SortKey readKey(JsonReader in) {
        in.beginObject();
        int column = in.field("column").integer32();
        SortKey.Direction direction = read(in.field("direction"), SortKey.Direction.values());
        SortKey.Nulls nulls = read(in.field("nulls"), SortKey.Nulls.values());
        in.endObject();
        return new SortKey(column, direction, nulls);
    }

    private static Relation readLimit(JsonReader in) {
        Relation input = read(in.field("input"));
        long offset = in.field("offset").integer();
        long count = in.field("count").integer();
        return PlanCodec.checked(in, () -> new Relation.Limit(input, offset, count));
    }

    private static Relation readUnion(JsonReader in) {
        List<Relation> inputs = in.field("inputs").list(RelationCodec::read);
        return PlanCodec.checked(in, () -> new Relation.Union(inputs));
    }

    private static Relation readRecursion(JsonReader in) {
        int number = Math.toIntExact(in.field("number").integer());
        Relation.Recursion.Kept rows = read(in.field("rows"), Relation.Recursion.Kept.values());
        Relation first = read(in.field("first"));
        Relation step = read(in.field("step"));
        return PlanCodec.checked(in, () -> new Relation.Recursion(number, first, step, rows));
    }

    private static Relation readPrevious(JsonReader in) {
        int recursion = Math.toIntExact(in.field("recursion").integer());
        List<Field> fields = in.field("fields").list(PlanCodec::readField);
        return PlanCodec.checked(in, () -> new Relation.Previous(recursion, fields));
    }

    static <E extends Enum<E>> E read(JsonReader in, E[] values) {
        String text = in.string();
        for (E value : values) {
            if (lower(value).equals(text)) {
                return value;
            }
        }
        throw in.malformed(
                "no such %s: '%s'".formatted(values[0].getDeclaringClass().getSimpleName(), text));
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
