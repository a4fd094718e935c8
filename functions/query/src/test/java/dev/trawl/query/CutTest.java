package dev.trawl.query;

import static dev.trawl.query.fake.Sample.LEGS;
import static dev.trawl.query.fake.Sample.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.arrow.ArrowStreams;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.query.fake.CannedSqlFront;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Splits of files follow from all of their rows. How an answer is cut must not, where policy hides
/// some.
class CutTest {
    private static final Relation LEG = scan(LEGS, "id", "origin");
    private static final CannedSqlFront SQL =
            new CannedSqlFront()
                    .with("legs", LEG, "legs")
                    .with("sorted", new Relation.Sort(LEG, List.of(SortKey.ascending(0))), "legs")
                    .with("both", new Relation.Union(List.of(LEG, LEG)), "legs");
    private static final Pattern PART =
            Pattern.compile(
                    "\"url\":\"[^\"]*/(spill|results)/[^\"]*\",\"rows\":(\\d+),\"bytes\":(\\d+)");
    private static final List<String> QUERIES = List.of("legs", "sorted", "both");

    private final List<Fleet> fleets = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        fleets.forEach(fleet -> assertThat(fleet.allocatedBytes()).isZero());
        fleets.forEach(Fleet::close);
    }

    @Test
    void batchesDoNotTellOfSplits() throws IOException {
        for (String sql : QUERIES) {
            List<Integer> whole = batches(filtered(1, Map.of()), sql);
            assertThat(whole).hasSize(1);
            assertThat(batches(filtered(3, Map.of()), sql)).isEqualTo(whole);
            assertThat(batches(filtered(7, Map.of()), sql)).isEqualTo(whole);
        }
    }

    @Test
    void partsDoNotTellOfSplits() {
        Map<String, String> small = Map.of("TRAWL_ANSWER_INLINE_MAX", "1kB");
        for (String sql : QUERIES) {
            List<String> whole = parts(filtered(1, small), sql);
            assertThat(whole).hasSize(1);
            assertThat(parts(filtered(3, small), sql)).isEqualTo(whole);
            assertThat(parts(filtered(7, small), sql)).isEqualTo(whole);
        }
    }

    @Test
    void whereNothingIsHiddenPartsPassThroughUntouched() {
        Fleet fleet = fleet(3, Map.of("TRAWL_ANSWER_INLINE_MAX", "1kB"));
        assertThat(parts(fleet, "legs"))
                .hasSize(3)
                .allSatisfy(part -> assertThat(part).startsWith("spill"));
    }

    private Fleet filtered(int splits, Map<String, String> settings) {
        Fleet fleet = fleet(splits, settings);
        fleet.policy.filter();
        return fleet;
    }

    private Fleet fleet(int splits, Map<String, String> settings) {
        Fleet fleet = new Fleet(SQL, settings, splits);
        fleet.deployed.with("source-flights", fleet.spillingSource("flights"));
        fleets.add(fleet);
        return fleet;
    }

    private static HttpResponse ask(Fleet fleet, String sql, String accept) {
        HttpResponse response =
                fleet.send(
                        "POST",
                        "/v1/query",
                        Map.of("authorization", "Bearer ann", "accept", accept),
                        "{\"sql\":\"%s\",\"options\":{\"splitsMax\":9}}".formatted(sql));
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        return response;
    }

    private static List<Integer> batches(Fleet fleet, String sql) throws IOException {
        List<Integer> sizes = new ArrayList<>();
        byte[] body = ask(fleet, sql, "application/vnd.apache.arrow.stream").body().toArray();
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = ArrowStreams.reader(body, allocator)) {
            while (reader.loadNextBatch()) {
                sizes.add(reader.getVectorSchemaRoot().getRowCount());
            }
        }
        return sizes;
    }

    /// Where each part lies, its rows and its bytes.
    private static List<String> parts(Fleet fleet, String sql) {
        return PART.matcher(ask(fleet, sql, "application/json").bodyText())
                .results()
                .map(part -> "%s %s %s".formatted(part.group(1), part.group(2), part.group(3)))
                .toList();
    }
}
