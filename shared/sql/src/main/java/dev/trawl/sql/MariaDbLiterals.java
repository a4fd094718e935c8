package dev.trawl.sql;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/// Constants of MariaDB.
final class MariaDbLiterals {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private MariaDbLiterals() {}

    static boolean exists(Expr.Literal literal) {
        return switch (literal.value()) {
            case Double d -> Double.isFinite(d);
            case Float f -> Float.isFinite(f);
            case null, default -> true;
        };
    }

    static String render(Expr.Literal literal) {
        Object value = literal.value();
        if (value == null) {
            return MariaDbTypes.cast("NULL", literal.type());
        }
        return switch (value) {
            case Boolean b -> b ? "TRUE" : "FALSE";
            case Long n -> n < 0 ? "(" + n + ")" : n.toString();
            case Float f -> "CAST('%s' AS DOUBLE)".formatted((double) f);
            case Bytes bytes -> "CAST(X'%s' AS BINARY)".formatted(bytes.toHex());
            case LocalDateTime t -> "TIMESTAMP '%s'".formatted(SECONDS.format(t));
            case Instant i ->
                    "TIMESTAMP '%s'".formatted(SECONDS.format(i.atOffset(ZoneOffset.UTC)));
            default -> ofText(Literals.toText(value), literal.type());
        };
    }

    private static String ofText(String text, Type type) {
        return switch (type) {
            case Type.Decimal d -> MariaDbTypes.cast("'" + text + "'", d);
            case Type.Simple s ->
                    switch (s) {
                        case DOUBLE -> "CAST('%s' AS DOUBLE)".formatted(text);
                        case DATE -> "DATE '%s'".formatted(text);
                        case TIME -> "TIME '%s'".formatted(text);
                        case VARCHAR, JSON, UUID -> quoted(text);
                        case BOOLEAN,
                                TINYINT,
                                SMALLINT,
                                INTEGER,
                                BIGINT,
                                REAL,
                                VARBINARY,
                                TIMESTAMP,
                                TIMESTAMP_TZ ->
                                throw new IllegalArgumentException("no text of " + type.text());
                    };
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("no constants of " + type.text());
        };
    }

    /// A text that is compared as what it is compared with.
    static String coercible(String text) {
        return isPlain(text)
                ? quoted(text)
                : "_utf8mb4 X'%s'"
                        .formatted(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// A character that a text does not have.
    static String unused(String text) {
        return "|!#~^$"
                .chars()
                .filter(c -> text.indexOf(c) < 0)
                .mapToObj(Character::toString)
                .findFirst()
                .orElseGet(() -> firstUnused(text));
    }

    private static String firstUnused(String text) {
        int candidate = 'A';
        while (text.indexOf(candidate) >= 0) {
            candidate++;
        }
        return Character.toString(candidate);
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c != '\\' && c != 0x7f);
    }

    /// Plain characters are quoted; whatever a session's mode could read differently is written in
    /// hexadecimal.
    static String quoted(String text) {
        return isPlain(text)
                ? "'" + text.replace("'", "''") + "'"
                : "(_utf8mb4 X'%s' COLLATE %s)"
                        .formatted(
                                HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)),
                                MariaDbTypes.COLLATION);
    }
}
