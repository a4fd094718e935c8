package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares a JSON answer with the oracle's rows, in their order. Floating numbers may differ in
/// their last digits; a decimal that the oracle has as a floating number is rounded to its scale.
final class SameRows {
    private static final double TOLERANCE = 1e-9;

    private SameRows() {}

    static void check(String what, Answer answer, List<List<@Nullable Object>> expected) {
        JsonNode json = answer.succeeded().json();
        List<String> types = new ArrayList<>();
        json.path("columns").forEach(column -> types.add(column.path("type").asText()));
        List<JsonNode> rows = answer.rows();
        assertThat(rows).as("rows of %s", what).hasSameSizeAs(expected);
        for (int i = 0; i < rows.size(); i++) {
            List<@Nullable Object> wanted = expected.get(i);
            assertThat(types).as("columns of %s", what).hasSameSizeAs(wanted);
            for (int c = 0; c < wanted.size(); c++) {
                String place = "%s, row %d, column %d".formatted(what, i, c);
                check(place, types.get(c), rows.get(i).get(c), wanted.get(c));
            }
        }
    }

    private static void check(
            String place, String type, JsonNode actual, @Nullable Object expected) {
        if (expected == null || actual.isNull()) {
            assertThat(actual.isNull() ? null : actual).as(place).isEqualTo(expected);
        } else if (type.equals("double") || type.equals("real")) {
            double wanted = ((Number) expected).doubleValue();
            assertThat(Math.abs(actual.asDouble() - wanted))
                    .as("%s: %s instead of %s", place, actual, expected)
                    .isLessThanOrEqualTo(TOLERANCE * Math.max(1, Math.abs(wanted)));
        } else if (type.startsWith("decimal")) {
            BigDecimal value = new BigDecimal(actual.asText());
            assertThat(value)
                    .as(place)
                    .isEqualByComparingTo(
                            new BigDecimal(expected.toString())
                                    .setScale(value.scale(), RoundingMode.HALF_UP));
        } else {
            assertThat(actual.asText()).as(place).isEqualTo(expected.toString());
        }
    }
}
