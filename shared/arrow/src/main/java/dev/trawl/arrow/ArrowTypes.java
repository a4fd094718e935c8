package dev.trawl.arrow;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.plan.TypeParser;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/// Each type has one Arrow form; the field's metadata {@link #TYPE} names the type, so that uuid
/// and json (texts in Arrow) come back as they were.
public final class ArrowTypes {
    /// Metadata key with {@link Type#text}.
    public static final String TYPE = "trawl.type";

    private static final int DECIMAL_BITS = 128;

    private ArrowTypes() {}

    public static Schema schema(List<Field> fields) {
        return new Schema(fields.stream().map(f -> field(f.name(), f.type())).toList());
    }

    /// The fields of a schema that {@link #schema} made.
    ///
    /// @throws TrawlException MALFORMED_MESSAGE if a field names no type
    public static List<Field> fields(Schema schema) {
        return schema.getFields().stream().map(f -> new Field(f.getName(), type(f))).toList();
    }

    public static Type type(org.apache.arrow.vector.types.pojo.Field field) {
        String text = field.getMetadata().get(TYPE);
        if (text == null) {
            throw new TrawlException(
                    ErrorCode.MALFORMED_MESSAGE,
                    "Arrow column '%s' does not say its type".formatted(field.getName()));
        }
        return TypeParser.parse(text);
    }

    public static org.apache.arrow.vector.types.pojo.Field field(String name, Type type) {
        return field(name, type, true);
    }

    private static org.apache.arrow.vector.types.pojo.Field field(
            String name, Type type, boolean nullable) {
        return new org.apache.arrow.vector.types.pojo.Field(
                name,
                new FieldType(nullable, arrow(type), null, Map.of(TYPE, type.text())),
                children(type));
    }

    private static List<org.apache.arrow.vector.types.pojo.Field> children(Type type) {
        return switch (type) {
            case Type.Simple _, Type.Decimal _ -> List.of();
            case Type.Array array -> List.of(field("item", array.element()));
            case Type.Mapping map ->
                    List.of(
                            new org.apache.arrow.vector.types.pojo.Field(
                                    "entries",
                                    FieldType.notNullable(ArrowType.Struct.INSTANCE),
                                    List.of(
                                            field("key", map.key(), false),
                                            field("value", map.value()))));
            case Type.Row row ->
                    IntStream.range(0, row.fields().size())
                            .mapToObj(i -> row.fields().get(i))
                            .map(f -> field(f.name(), f.type()))
                            .toList();
        };
    }

    private static ArrowType arrow(Type type) {
        return switch (type) {
            case Type.Decimal d -> new ArrowType.Decimal(d.precision(), d.scale(), DECIMAL_BITS);
            case Type.Array _ -> ArrowType.List.INSTANCE;
            case Type.Mapping _ -> new ArrowType.Map(false);
            case Type.Row _ -> ArrowType.Struct.INSTANCE;
            case Type.Simple s -> simple(s);
        };
    }

    private static ArrowType simple(Type.Simple type) {
        return switch (type) {
            case BOOLEAN -> ArrowType.Bool.INSTANCE;
            case TINYINT -> new ArrowType.Int(8, true);
            case SMALLINT -> new ArrowType.Int(16, true);
            case INTEGER -> new ArrowType.Int(32, true);
            case BIGINT -> new ArrowType.Int(64, true);
            case REAL -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case VARCHAR, JSON, UUID -> ArrowType.Utf8.INSTANCE;
            case VARBINARY -> ArrowType.Binary.INSTANCE;
            case DATE -> new ArrowType.Date(DateUnit.DAY);
            case TIME -> new ArrowType.Time(TimeUnit.MICROSECOND, 64);
            case TIMESTAMP -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
            case TIMESTAMP_TZ -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
        };
    }
}
