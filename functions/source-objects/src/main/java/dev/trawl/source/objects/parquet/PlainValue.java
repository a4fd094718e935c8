package dev.trawl.source.objects.parquet;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;

/// Values as Parquet's plain encoding writes them, for the types that have one form only: signed
/// integers, days, decimals of up to 18 digits, texts.
final class PlainValue {
    private PlainValue() {}

    /// Empty if the column's form of the value is not known for sure.
    static Optional<byte[]> of(Object value, SchemaElement element) {
        return switch (Required.of(element.getType())) {
            case INT32 ->
                    whole(value, element)
                            .filter(n -> n == n.intValue())
                            .map(n -> little(Integer.BYTES).putInt(n.intValue()).array());
            case INT64 ->
                    isTime(element)
                            ? Optional.empty()
                            : whole(value, element).map(n -> little(Long.BYTES).putLong(n).array());
            case BYTE_ARRAY ->
                    value instanceof String text
                            ? Optional.of(text.getBytes(StandardCharsets.UTF_8))
                            : Optional.empty();
            case BOOLEAN, INT96, FLOAT, DOUBLE, FIXED_LEN_BYTE_ARRAY -> Optional.empty();
        };
    }

    private static Optional<Long> whole(Object value, SchemaElement element) {
        return switch (value) {
            case Long n when isPlainInteger(element) -> Optional.of(n);
            case LocalDate day when isDate(element) -> Optional.of(day.toEpochDay());
            case BigDecimal n when isDecimal(element) -> unscaled(n, element);
            default -> Optional.empty();
        };
    }

    private static Optional<Long> unscaled(BigDecimal value, SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        int scale = logical != null ? logical.getDECIMAL().getScale() : element.getScale();
        try {
            return Optional.of(value.setScale(scale).unscaledValue().longValueExact());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static boolean isPlainInteger(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        if (logical != null) {
            return logical.isSetINTEGER() && logical.getINTEGER().isIsSigned();
        }
        ConvertedType converted = element.getConverted_type();
        return converted == null || converted.name().startsWith("INT_");
    }

    private static boolean isDate(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        return logical != null
                ? logical.isSetDATE()
                : element.getConverted_type() == ConvertedType.DATE;
    }

    private static boolean isDecimal(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        return logical != null
                ? logical.isSetDECIMAL()
                : element.getConverted_type() == ConvertedType.DECIMAL;
    }

    private static boolean isTime(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        return logical != null && (logical.isSetTIMESTAMP() || logical.isSetTIME());
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
