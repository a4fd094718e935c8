package dev.trawl.plan;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The type of a value. Every type has one text form ({@link #text}), read back by {@link
/// TypeParser}.
///
/// Every type includes NULL. Integers overflow with an error; text is UTF-8 compared by code point;
/// times have microseconds; {@link Simple#TIMESTAMP_TZ} is an instant and keeps no zone.
public sealed interface Type {
    /// Types without parameters.
    enum Simple implements Type {
        BOOLEAN,
        TINYINT,
        SMALLINT,
        INTEGER,
        BIGINT,
        REAL,
        DOUBLE,
        VARCHAR,
        VARBINARY,
        DATE,
        TIME,
        TIMESTAMP,
        TIMESTAMP_TZ,
        UUID,
        JSON;

        @Override
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Exact number with `precision` digits in all, `scale` of them after the point.
    record Decimal(int precision, int scale) implements Type {
        public static final int PRECISION_MAX = 38;

        public Decimal {
            if (precision < 1 || precision > PRECISION_MAX || scale < 0 || scale > precision) {
                throw new IllegalArgumentException(
                        "no such type: decimal(%d,%d)".formatted(precision, scale));
            }
        }

        @Override
        public String text() {
            return "decimal(%d,%d)".formatted(precision, scale);
        }
    }

    record Array(Type element) implements Type {
        @Override
        public String text() {
            return "array(%s)".formatted(element.text());
        }
    }

    /// Keys are never NULL.
    record Mapping(Type key, Type value) implements Type {
        @Override
        public String text() {
            return "map(%s,%s)".formatted(key.text(), value.text());
        }
    }

    record Row(List<Field> fields) implements Type {
        public Row {
            fields = List.copyOf(fields);
            if (fields.isEmpty()) {
                throw new IllegalArgumentException("a row type has at least one field");
            }
        }

        @Override
        public String text() {
            return fields.stream()
                    .map(f -> TypeParser.quote(f.name()) + " " + f.type().text())
                    .collect(Collectors.joining(",", "row(", ")"));
        }
    }

    /// The canonical text, such as `decimal(12,2)` or `array(varchar)`.
    String text();

    default boolean isInteger() {
        return this == Simple.TINYINT
                || this == Simple.SMALLINT
                || this == Simple.INTEGER
                || this == Simple.BIGINT;
    }

    default boolean isFloating() {
        return this == Simple.REAL || this == Simple.DOUBLE;
    }

    default boolean isNumeric() {
        return isInteger() || isFloating() || this instanceof Decimal;
    }

    /// Date, timestamp or instant; not the time of day.
    default boolean isPointInTime() {
        return this == Simple.DATE || this == Simple.TIMESTAMP || this == Simple.TIMESTAMP_TZ;
    }

    /// Whether values can be compared and sorted.
    default boolean isOrdered() {
        return isNumeric()
                || isPointInTime()
                || this == Simple.TIME
                || this == Simple.BOOLEAN
                || this == Simple.VARCHAR
                || this == Simple.VARBINARY
                || this == Simple.UUID;
    }
}
