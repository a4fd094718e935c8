package dev.trawl.plan;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Expressions as JSON. The first field says which: `column`, `literal`, `call`, `cast`, `case`,
/// `in`.
final class ExprCodec {
    private static final Map<String, dev.trawl.plan.Function> FUNCTIONS =
            Stream.of(dev.trawl.plan.Function.values())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    dev.trawl.plan.Function::text, Function.identity()));

    private ExprCodec() {}

    static void write(JsonWriter out, Expr expr) {
        out.object(o -> {
            switch (expr) {
                case Expr.Column column ->
                        o.field("column")
                                .integer(column.index())
                                .field("type")
                                .string(column.type().text());
                case Expr.Literal literal -> writeLiteral(o, literal);
                case Expr.Call call ->
                        o.field("call")
                                .string(call.function().text())
                                .field("args")
                                .list(call.arguments(), ExprCodec::write);
                case Expr.Cast cast -> {
                    write(o.field("cast"), cast.operand());
                    o.field("type").string(cast.type().text());
                    o.field("failure").string(cast.onFailure().name().toLowerCase(Locale.ROOT));
                }
                case Expr.Conditional conditional -> {
                    o.field("case").list(conditional.branches(), ExprCodec::writeBranch);
                    write(o.field("else"), conditional.otherwise());
                }
                case Expr.In in -> {
                    write(o.field("in"), in.operand());
                    Optional<String> packed = PackedIntegers.pack(in.values());
                    if (packed.isPresent()) {
                        o.field("packed").plain(packed.get());
                    } else {
                        o.field("values").list(in.values(), (w, v) -> w.stringOrNull(text(v)));
                    }
                }
            }
        });
    }

    static Expr read(JsonReader in) {
        in.beginObject();
        Expr expr =
                switch (in.peekField()) {
                    case "column" -> readColumn(in);
                    case "literal" -> readLiteral(in);
                    case "call" -> readCall(in);
                    case "cast" -> readCast(in);
                    case "case" -> readCase(in);
                    case "in" -> readIn(in);
                    default -> throw in.malformed("no such expression: '" + in.peekField() + "'");
                };
        in.endObject();
        return expr;
    }

    private static void writeLiteral(JsonWriter o, Expr.Literal literal) {
        o.field("literal").stringOrNull(text(literal)).field("type").string(literal.type().text());
    }

    private static void writeBranch(JsonWriter out, Expr.Branch branch) {
        out.object(o -> {
            write(o.field("when"), branch.condition());
            write(o.field("then"), branch.value());
        });
    }

    private static @Nullable String text(Expr.Literal literal) {
        Object value = literal.value();
        return value == null ? null : Literals.toText(value);
    }

    private static Expr readColumn(JsonReader in) {
        int index = in.field("column").integer32();
        Type type = PlanCodec.readType(in.field("type"));
        return PlanCodec.checked(in, () -> new Expr.Column(index, type));
    }

    private static Expr.Literal readLiteral(JsonReader in) {
        String text = in.field("literal").stringOrNull();
        Type type = PlanCodec.readType(in.field("type"));
        return literal(in, text, type);
    }

    private static Expr.Literal literal(JsonReader in, @Nullable String text, Type type) {
        return PlanCodec.checked(
                in, () -> text == null ? Literals.ofNull(type) : Literals.fromText(text, type));
    }

    private static Expr readCall(JsonReader in) {
        String name = in.field("call").string();
        dev.trawl.plan.Function function = FUNCTIONS.get(name);
        if (function == null) {
            throw in.malformed("no such function: '" + name + "'");
        }
        List<Expr> arguments = in.field("args").list(ExprCodec::read);
        return PlanCodec.checked(in, () -> Expr.Call.of(function, arguments));
    }

    private static Expr readCast(JsonReader in) {
        Expr operand = read(in.field("cast"));
        Type type = PlanCodec.readType(in.field("type"));
        String failure = in.field("failure").string();
        Expr.Cast.OnFailure onFailure =
                switch (failure) {
                    case "error" -> Expr.Cast.OnFailure.ERROR;
                    case "null" -> Expr.Cast.OnFailure.NULL;
                    default -> throw in.malformed("no such failure mode: '" + failure + "'");
                };
        return PlanCodec.checked(in, () -> new Expr.Cast(operand, type, onFailure));
    }

    private static Expr readCase(JsonReader in) {
        List<Expr.Branch> branches = in.field("case").list(ExprCodec::readBranch);
        Expr otherwise = read(in.field("else"));
        return PlanCodec.checked(in, () -> new Expr.Conditional(branches, otherwise));
    }

    private static Expr.Branch readBranch(JsonReader in) {
        in.beginObject();
        Expr condition = read(in.field("when"));
        Expr value = read(in.field("then"));
        in.endObject();
        return PlanCodec.checked(in, () -> new Expr.Branch(condition, value));
    }

    private static Expr readIn(JsonReader in) {
        Expr operand = read(in.field("in"));
        List<Expr.Literal> values =
                in.peekField().equals("packed")
                        ? unpacked(in, operand.type())
                        : in.field("values")
                                .list(i -> literal(i, i.stringOrNull(), operand.type()));
        return PlanCodec.checked(in, () -> new Expr.In(operand, values));
    }

    private static List<Expr.Literal> unpacked(JsonReader in, Type type) {
        String text = in.field("packed").string();
        return PlanCodec.checked(in, () -> PackedIntegers.unpack(text, type));
    }
}
