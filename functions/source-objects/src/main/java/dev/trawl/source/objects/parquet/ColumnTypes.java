package dev.trawl.source.objects.parquet;

import dev.trawl.plan.Casts;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;

/// Types of Parquet columns. Unsigned integers become the next wider type.
///
/// @see <a href="https://github.com/apache/parquet-format/blob/master/LogicalTypes.md">Logical
///   types</a>
final class ColumnTypes {
    private ColumnTypes() {}

    /// The type of a column; empty if Trawl has none for it.
    static Optional<Type> of(SchemaNode node) {
        if (node.element().getRepetition_type() == FieldRepetitionType.REPEATED) {
            return Optional.empty();
        }
        return node.isLeaf() ? leaf(node.element()) : group(node);
    }

    /// Whether every value of a file's column is one of the catalog's type, so that the cast to it
    /// cannot fail.
    static boolean fits(Type file, Type catalog) {
        if (file.equals(catalog)) {
            return true;
        }
        if (file.isNumeric() && catalog.isNumeric()) {
            return Casts.isTotal(file, catalog);
        }
        boolean isText = file == Type.Simple.VARCHAR || file == Type.Simple.JSON;
        return isText && (catalog == Type.Simple.VARCHAR || catalog == Type.Simple.JSON)
                || isTimestamp(file) && isTimestamp(catalog);
    }

    private static boolean isTimestamp(Type type) {
        return type == Type.Simple.TIMESTAMP || type == Type.Simple.TIMESTAMP_TZ;
    }

    private static Optional<Type> leaf(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        if (logical == null) {
            return element.isSetConverted_type() ? converted(element) : physical(element);
        }
        if (logical.isSetINTEGER()) {
            IntType integer = logical.getINTEGER();
            return Optional.of(integer(integer.getBitWidth(), integer.isIsSigned()));
        }
        if (logical.isSetDECIMAL()) {
            return decimal(logical.getDECIMAL().getPrecision(), logical.getDECIMAL().getScale());
        }
        if (logical.isSetTIMESTAMP()) {
            return Optional.of(
                    logical.getTIMESTAMP().isIsAdjustedToUTC()
                            ? Type.Simple.TIMESTAMP_TZ
                            : Type.Simple.TIMESTAMP);
        }
        return Optional.ofNullable(simple(logical));
    }

    private static Type.@org.jspecify.annotations.Nullable Simple simple(LogicalType logical) {
        if (logical.isSetSTRING() || logical.isSetENUM()) {
            return Type.Simple.VARCHAR;
        }
        if (logical.isSetJSON()) {
            return Type.Simple.JSON;
        }
        if (logical.isSetDATE()) {
            return Type.Simple.DATE;
        }
        if (logical.isSetTIME()) {
            return logical.getTIME().isIsAdjustedToUTC() ? null : Type.Simple.TIME;
        }
        return logical.isSetUUID() ? Type.Simple.UUID : null;
    }

    private static Optional<Type> converted(SchemaElement element) {
        ConvertedType converted = Required.of(element.getConverted_type());
        return switch (converted) {
            case UTF8, ENUM -> Optional.of(Type.Simple.VARCHAR);
            case JSON -> Optional.of(Type.Simple.JSON);
            case DATE -> Optional.of(Type.Simple.DATE);
            case DECIMAL -> decimal(element.getPrecision(), element.getScale());
            case TIMESTAMP_MILLIS, TIMESTAMP_MICROS -> Optional.of(Type.Simple.TIMESTAMP_TZ);
            case INT_8 -> Optional.of(integer(8, true));
            case INT_16 -> Optional.of(integer(16, true));
            case INT_32 -> Optional.of(integer(32, true));
            case INT_64 -> Optional.of(integer(64, true));
            case UINT_8 -> Optional.of(integer(8, false));
            case UINT_16 -> Optional.of(integer(16, false));
            case UINT_32 -> Optional.of(integer(32, false));
            case UINT_64 -> Optional.of(integer(64, false));
            case TIME_MILLIS, TIME_MICROS, BSON, INTERVAL, MAP, MAP_KEY_VALUE, LIST ->
                    Optional.empty();
        };
    }

    private static Optional<Type> physical(SchemaElement element) {
        return switch (Required.of(element.getType())) {
            case BOOLEAN -> Optional.of(Type.Simple.BOOLEAN);
            case INT32 -> Optional.of(Type.Simple.INTEGER);
            case INT64 -> Optional.of(Type.Simple.BIGINT);
            case INT96 -> Optional.of(Type.Simple.TIMESTAMP);
            case FLOAT -> Optional.of(Type.Simple.REAL);
            case DOUBLE -> Optional.of(Type.Simple.DOUBLE);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> Optional.of(Type.Simple.VARBINARY);
        };
    }

    private static Type integer(int bits, boolean isSigned) {
        return switch (isSigned ? bits : 2 * bits) {
            case 8 -> Type.Simple.TINYINT;
            case 16 -> Type.Simple.SMALLINT;
            case 32 -> Type.Simple.INTEGER;
            case 64 -> Type.Simple.BIGINT;
            default -> new Type.Decimal(20, 0);
        };
    }

    private static Optional<Type> decimal(int precision, int scale) {
        return precision < 1
                        || precision > Type.Decimal.PRECISION_MAX
                        || scale < 0
                        || scale > precision
                ? Optional.empty()
                : Optional.of(new Type.Decimal(precision, scale));
    }

    private static Optional<Type> group(SchemaNode node) {
        LogicalType logical = node.element().getLogicalType();
        ConvertedType converted = node.element().getConverted_type();
        if (logical != null && logical.isSetLIST() || converted == ConvertedType.LIST) {
            return list(node);
        }
        if (logical != null && logical.isSetMAP()
                || converted == ConvertedType.MAP
                || converted == ConvertedType.MAP_KEY_VALUE) {
            return map(node);
        }
        List<Field> fields = new ArrayList<>();
        for (SchemaNode child : node.children()) {
            of(child).ifPresent(t -> fields.add(new Field(child.name(), t)));
        }
        return fields.isEmpty() || fields.size() < node.children().size()
                ? Optional.empty()
                : Optional.of(new Type.Row(fields));
    }

    /// Of the forms that exist, only the one that the format's rules ask for: a group with one
    /// repeated group with one element.
    private static Optional<Type> list(SchemaNode node) {
        if (node.children().size() != 1
                || node.children().getFirst().isLeaf()
                || node.children().getFirst().children().size() != 1) {
            return Optional.empty();
        }
        return of(node.children().getFirst().children().getFirst()).map(Type.Array::new);
    }

    private static Optional<Type> map(SchemaNode node) {
        if (node.children().size() != 1 || node.children().getFirst().children().size() != 2) {
            return Optional.empty();
        }
        List<SchemaNode> pair = node.children().getFirst().children();
        Optional<Type> key = of(pair.getFirst());
        Optional<Type> value = of(pair.getLast());
        return key.isEmpty() || value.isEmpty()
                ? Optional.empty()
                : Optional.of(new Type.Mapping(key.get(), value.get()));
    }
}
