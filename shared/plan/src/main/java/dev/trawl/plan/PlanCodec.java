package dev.trawl.plan;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;

/// Plans as canonical JSON: equal trees give equal text. Version {@link #VERSION} of the algebra is
/// carried by the messages around it.
public final class PlanCodec {
    /// Raised whenever an old reader would misread a new text.
    public static final int VERSION = 1;

    private PlanCodec() {}

    /// A relation as a document of its own, with the version.
    public static String toJson(Relation relation) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("v").integer(VERSION);
                    write(o.field("plan"), relation);
                }));
    }

    /// @throws MalformedJsonException for anything that {@link #toJson} of this version does not
    ///   write
    public static Relation relationFromJson(String json, JsonLimits limits) {
        return JsonReader.read(
                json,
                limits,
                in -> {
                    in.beginObject();
                    int version = in.field("v").integer32();
                    if (version != VERSION) {
                        throw in.malformed(
                                "version %d of the algebra is not known, only %d"
                                        .formatted(version, VERSION));
                    }
                    Relation relation = readRelation(in.field("plan"));
                    in.endObject();
                    return relation;
                });
    }

    public static void write(JsonWriter out, Relation relation) {
        RelationCodec.write(out, relation);
    }

    public static Relation readRelation(JsonReader in) {
        return RelationCodec.read(in);
    }

    public static void write(JsonWriter out, Expr expr) {
        ExprCodec.write(out, expr);
    }

    public static Expr readExpr(JsonReader in) {
        return ExprCodec.read(in);
    }

    public static void write(JsonWriter out, Field field) {
        out.object(o ->
                o.field("name").string(field.name()).field("type").string(field.type().text()));
    }

    public static Field readField(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        Type type = readType(in.field("type"));
        in.endObject();
        return checked(in, () -> new Field(name, type));
    }

    public static Type readType(JsonReader in) {
        String text = in.string();
        return checked(in, () -> TypeParser.parse(text));
    }

    public static TableName readTableName(JsonReader in) {
        String text = in.string();
        return checked(in, () -> TableName.parse(text));
    }

    /// What `make` gives, its refusal as a malformed document.
    static <T> T checked(JsonReader in, java.util.function.Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw in.malformed(String.valueOf(e.getMessage()));
        }
    }
}
