package dev.trawl.source.objects.read;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.source.objects.prune.ColumnRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How many digits the values of decimal columns have, as far as bounds in footers say.
///
/// @param types the narrowest type that holds every value; columns of which it is not known are not
///   in it
record Digits(Map<String, Type.Decimal> types) {
    Digits {
        types = Map.copyOf(types);
    }

    Optional<Type.Decimal> of(String column) {
        return Optional.ofNullable(types.get(column));
    }

    /// @param ranges of the column in all row groups that are read
    static Optional<Type.Decimal> of(Field field, List<ColumnRange> ranges) {
        if (!(field.type() instanceof Type.Decimal type)) {
            return Optional.empty();
        }
        int precision = Math.max(1, type.scale());
        for (ColumnRange range : ranges) {
            if (range.nulls() == ColumnRange.Nulls.ALL) {
                continue;
            }
            if (!(range.min() instanceof BigDecimal min && range.max() instanceof BigDecimal max)) {
                return Optional.empty();
            }
            precision = Math.max(precision, of(min, type.scale()).precision());
            precision = Math.max(precision, of(max, type.scale()).precision());
        }
        return precision <= type.precision()
                ? Optional.of(new Type.Decimal(precision, type.scale()))
                : Optional.empty();
    }

    /// The narrowest type of a scale that holds the value.
    static Type.Decimal of(BigDecimal value, int scale) {
        return new Type.Decimal(
                Math.clamp(
                        value.setScale(scale, RoundingMode.UP).precision(),
                        Math.max(1, scale),
                        Type.Decimal.PRECISION_MAX),
                scale);
    }

    /// Of all parts of a scan together.
    static Digits of(List<Part> parts) {
        Map<String, Type.Decimal> all = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            if (!(parts.get(i) instanceof Part.Parquet part)) {
                return new Digits(Map.of());
            }
            Map<String, Type.Decimal> here = part.digits().types();
            if (i == 0) {
                all.putAll(here);
            } else {
                all.keySet().retainAll(here.keySet());
                all.replaceAll((column, type) -> wider(type, here.getOrDefault(column, type)));
            }
        }
        return new Digits(all);
    }

    private static Type.Decimal wider(Type.Decimal a, Type.Decimal b) {
        return a.precision() >= b.precision() ? a : b;
    }
}
