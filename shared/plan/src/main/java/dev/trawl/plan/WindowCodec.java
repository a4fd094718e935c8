package dev.trawl.plan;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.util.List;

/// {@link Relation.Window} as JSON.
final class WindowCodec {
    private WindowCodec() {}

    static void write(JsonWriter o, Relation.Window window) {
        RelationCodec.write(o.field("op").string("window").field("input"), window.input());
        o.field("partition").list(window.partition(), (w, c) -> w.integer(c));
        o.field("order").list(window.order(), RelationCodec::writeKey);
        o.field("calls").list(window.calls(), WindowCodec::writeCall);
    }

    private static void writeCall(JsonWriter out, WindowCall call) {
        out.object(o -> {
            o.field("name").string(call.name());
            o.field("function").string(call.function().text());
            o.field("args").list(call.arguments(), ExprCodec::write);
            WindowFrame frame = call.frame();
            o.field("unit").string(RelationCodec.lower(frame.unit()));
            writeBound(o.field("start"), frame.start());
            writeBound(o.field("end"), frame.end());
            if (frame.exclude() != WindowFrame.Exclude.NOTHING) {
                o.field("exclude").string(RelationCodec.lower(frame.exclude()));
            }
        });
    }

    private static void writeBound(JsonWriter out, WindowFrame.Bound bound) {
        out.object(o -> {
            switch (bound) {
                case WindowFrame.Bound.First _ -> o.field("at").string("first");
                case WindowFrame.Bound.Current _ -> o.field("at").string("current");
                case WindowFrame.Bound.Last _ -> o.field("at").string("last");
                case WindowFrame.Bound.Preceding(long rows) ->
                        o.field("at").string("preceding").field("rows").integer(rows);
                case WindowFrame.Bound.Following(long rows) ->
                        o.field("at").string("following").field("rows").integer(rows);
                case WindowFrame.Bound.Before(Expr.Literal amount) ->
                        ExprCodec.write(o.field("at").string("before").field("amount"), amount);
                case WindowFrame.Bound.After(Expr.Literal amount) ->
                        ExprCodec.write(o.field("at").string("after").field("amount"), amount);
            }
        });
    }

    static Relation read(JsonReader in) {
        Relation input = RelationCodec.read(in.field("input"));
        List<Integer> partition = in.field("partition").list(JsonReader::integer32);
        List<SortKey> order = in.field("order").list(RelationCodec::readKey);
        List<WindowCall> calls = in.field("calls").list(WindowCodec::readCall);
        return PlanCodec.checked(in, () -> new Relation.Window(input, partition, order, calls));
    }

    private static WindowCall readCall(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        WindowFunction function = RelationCodec.read(in.field("function"), WindowFunction.values());
        List<Expr> arguments = in.field("args").list(ExprCodec::read);
        WindowFrame.Unit unit = RelationCodec.read(in.field("unit"), WindowFrame.Unit.values());
        WindowFrame.Bound start = readBound(in.field("start"));
        WindowFrame.Bound end = readBound(in.field("end"));
        WindowFrame.Exclude exclude =
                in.optional("exclude", r -> RelationCodec.read(r, WindowFrame.Exclude.values()));
        in.endObject();
        return PlanCodec.checked(
                in,
                () ->
                        new WindowCall(
                                name,
                                function,
                                arguments,
                                new WindowFrame(
                                        unit,
                                        start,
                                        end,
                                        exclude == null ? WindowFrame.Exclude.NOTHING : exclude)));
    }

    private static Expr.Literal amount(JsonReader in) {
        if (ExprCodec.read(in.field("amount")) instanceof Expr.Literal literal) {
            return literal;
        }
        throw in.malformed("a distance of a frame is a constant");
    }

    private static WindowFrame.Bound readBound(JsonReader in) {
        in.beginObject();
        String at = in.field("at").string();
        WindowFrame.Bound bound =
                switch (at) {
                    case "first" -> new WindowFrame.Bound.First();
                    case "current" -> new WindowFrame.Bound.Current();
                    case "last" -> new WindowFrame.Bound.Last();
                    case "preceding" -> {
                        long rows = in.field("rows").integer();
                        yield PlanCodec.checked(in, () -> new WindowFrame.Bound.Preceding(rows));
                    }
                    case "following" -> {
                        long rows = in.field("rows").integer();
                        yield PlanCodec.checked(in, () -> new WindowFrame.Bound.Following(rows));
                    }
                    case "before" -> {
                        Expr.Literal amount = amount(in);
                        yield PlanCodec.checked(in, () -> new WindowFrame.Bound.Before(amount));
                    }
                    case "after" -> {
                        Expr.Literal amount = amount(in);
                        yield PlanCodec.checked(in, () -> new WindowFrame.Bound.After(amount));
                    }
                    default -> throw in.malformed("no such bound of a frame: '" + at + "'");
                };
        in.endObject();
        return bound;
    }
}
