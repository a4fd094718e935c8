package dev.trawl.source.veil;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Type;
import dev.trawl.plan.Type.Simple;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalValueTest {
    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of(true, Simple.BOOLEAN, "b:true"),
                Arguments.of(-5L, Simple.SMALLINT, "n:-5"),
                Arguments.of(5L, Simple.BIGINT, "n:5"),
                Arguments.of(new BigDecimal("5.00"), new Type.Decimal(5, 2), "n:5"),
                Arguments.of(new BigDecimal("500"), new Type.Decimal(5, 0), "n:500"),
                Arguments.of(new BigDecimal("0.00"), new Type.Decimal(5, 2), "n:0"),
                Arguments.of(new BigDecimal("-0.10"), new Type.Decimal(5, 2), "n:-0.1"),
                Arguments.of(-0.0, Simple.DOUBLE, "f:0.0"),
                Arguments.of(Double.NaN, Simple.DOUBLE, "f:NaN"),
                Arguments.of(1.5f, Simple.REAL, "f:1.5"),
                Arguments.of(0.1f, Simple.REAL, "f:0.10000000149011612"),
                Arguments.of("ä😀", Simple.VARCHAR, "s:ä😀"),
                Arguments.of("", Simple.VARCHAR, "s:"),
                Arguments.of(Bytes.fromHex("00ff"), Simple.VARBINARY, "x:00ff"),
                Arguments.of(LocalDate.of(1, 2, 3), Simple.DATE, "d:0001-02-03"),
                Arguments.of(LocalTime.of(4, 5), Simple.TIME, "t:04:05:00"),
                Arguments.of(
                        LocalDateTime.of(2026, 1, 2, 3, 4),
                        Simple.TIMESTAMP,
                        "ts:2026-01-02 03:04:00"),
                Arguments.of(
                        Instant.parse("2026-01-02T03:04:05.6Z"),
                        Simple.TIMESTAMP_TZ,
                        "tz:2026-01-02 03:04:05.6Z"),
                Arguments.of(new UUID(1, 2), Simple.UUID, "u:00000000-0000-0001-0000-000000000002"),
                Arguments.of("{\"a\":1}", Simple.JSON, "j:{\"a\":1}"));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void encodingsAreForEver(Object value, Type type, String encoding) {
        assertThat(CanonicalValue.encode(value, type)).isEqualTo(encoding);
    }

    @Test
    void bytesOfATextAreEncodedLikeTheText() {
        for (String text : List.of("", "x", "a\u00e9😀", "s:n")) {
            assertThat(CanonicalValue.ofText(text.getBytes(StandardCharsets.UTF_8)))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(CanonicalValue.encode(text, Type.Simple.VARCHAR));
        }
    }
}
