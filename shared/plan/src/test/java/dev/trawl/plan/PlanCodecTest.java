package dev.trawl.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.MalformedJsonException;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PlanCodecTest {
    @Test
    void theTextOfAPlanIsTheGoldenOne() throws IOException {
        assertThat(PlanCodec.toJson(Plans.everything())).isEqualTo(golden("valid/everything.json"));
    }

    @Test
    void theGoldenTextIsReadAsThePlan() throws IOException {
        assertThat(read(golden("valid/everything.json"))).isEqualTo(Plans.everything());
    }

    @ParameterizedTest
    @MethodSource("broken")
    void brokenTextsAreRefused(Path file) throws IOException {
        String[] parts = Files.readString(file).split("\n", 2);
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(parts[1].strip()))
                .withMessage(parts[0]);
    }

    /// Files whose first line is the message and whose rest is the text.
    static List<Path> broken() throws IOException, URISyntaxException {
        URL folder = PlanCodecTest.class.getResource("/golden/broken");
        assertThat(folder).isNotNull();
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.sorted().toList();
        }
    }

    @Test
    void recursionsAreReadAsTheyWereWritten() {
        Relation recursion =
                new Relation.Recursion(
                        3,
                        Plans.LEGS,
                        new Relation.Limit(new Relation.Previous(3, Plans.LEGS.fields()), 1, 2),
                        Relation.Recursion.Kept.ALL);

        assertThat(read(PlanCodec.toJson(recursion))).isEqualTo(recursion);
    }

    @Test
    void framesOfDistancesAreReadAsTheyWereWritten() {
        Expr.Literal distance = new Expr.Literal(new BigDecimal("2.50"), new Type.Decimal(12, 2));
        Relation keys =
                new Relation.Project(
                        Plans.LEGS,
                        List.of(new NamedExpr("key", Literals.ofNull(distance.type()))));
        Relation window =
                new Relation.Window(
                        keys,
                        List.of(),
                        List.of(new SortKey(0, SortKey.Direction.ASCENDING, SortKey.Nulls.LAST)),
                        List.of(
                                new WindowCall(
                                        "n",
                                        WindowFunction.COUNT_ALL,
                                        List.of(),
                                        new WindowFrame(
                                                WindowFrame.Unit.RANGE,
                                                new WindowFrame.Bound.Before(distance),
                                                new WindowFrame.Bound.After(distance),
                                                WindowFrame.Exclude.TIES))));

        assertThat(read(PlanCodec.toJson(window))).isEqualTo(window);
    }

    @Test
    void longListsOfWholeNumbersArePacked() {
        List<Expr.Literal> keys =
                LongStream.range(0, 100_000)
                        .mapToObj(n -> new Expr.Literal(n * 3, Type.Simple.INTEGER))
                        .toList();
        Relation filter =
                new Relation.Filter(
                        Plans.LEGS, new Expr.In(Expressions.column(Plans.LEGS, 1), keys));

        String json = PlanCodec.toJson(filter);

        assertThat(json.length()).isLessThan(150_000);
        assertThat(read(json)).isEqualTo(filter);
    }

    @Test
    void nestingBeyondTheLimitIsRefused() {
        Relation deep = Plans.LEGS;
        for (int i = 0; i < 60; i++) {
            deep = new Relation.Limit(deep, 0, 1);
        }
        String json = PlanCodec.toJson(deep);
        assertThat(PlanCodec.relationFromJson(json, new JsonLimits(64, 100_000))).isEqualTo(deep);
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> PlanCodec.relationFromJson(json, new JsonLimits(63, 100_000)))
                .withMessage("not a JSON document within limits");
    }

    @Test
    void aTextBeyondTheLimitIsRefused() {
        String json = PlanCodec.toJson(Plans.LEGS);
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() ->
                        PlanCodec.relationFromJson(json, new JsonLimits(500, json.length() - 1L)))
                .withMessage(
                        "the document has %d characters, the limit is %d"
                                .formatted(json.length(), json.length() - 1));
    }

    @Test
    void deepAggregatesAreCheckedInLinearTime() {
        Relation deep = new Relation.Aggregate(Plans.LEGS, List.of(0, 1), List.of());
        for (int i = 0; i < 150; i++) {
            deep = new Relation.Aggregate(deep, List.of(1, 0), List.of());
        }
        assertThat(read(PlanCodec.toJson(deep)).fields()).hasSize(2);
    }

    private static Relation read(String json) {
        return PlanCodec.relationFromJson(json, JsonLimits.DEFAULT);
    }

    private static String golden(String name) throws IOException {
        try (java.io.InputStream in = PlanCodecTest.class.getResourceAsStream("/golden/" + name)) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        }
    }
}
