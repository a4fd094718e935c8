package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRoutesTest {
    private static final String ONE = "/v1/resources/dataset/owner";
    private static final String DATASET =
            "{kind: Dataset, name: owner, spec: {source: shop, columns: [{name: %s, type: bigint}]}}";

    private final RunningScan scan = new RunningScan();

    VersionRoutesTest() {
        scan.declare("{kind: Source, name: shop, spec: {kind: objects}}");
        scan.declare(DATASET.formatted("id"));
        scan.declare(DATASET.formatted("number"));
    }

    @Test
    void aDatasetGoesBackToWhatItWas() {
        assertThat(scan.get(ONE + "/diff", "owner").json().path("diff").asText())
                .isEqualTo("spec.columns[0].name: \"id\" → \"number\"");
        assertThat(post("/rollback?dryRun=true", "owner", "").json().path("changes")).hasSize(1);

        assertThat(post("/rollback", "owner", "{\"event\":\"000000000002-0000\"}").status())
                .isEqualTo(200);

        assertThat(
                        scan.get(ONE, "owner")
                                .json()
                                .path("spec")
                                .path("columns")
                                .findValuesAsText("name"))
                .containsExactly("id");
        assertThat(scan.get(ONE + "/history", "owner").json().path("events")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader", "nobody"})
    void whoMayNotChangeADatasetLearnsNothingOfItsPast(String who) {
        assertThat(scan.get(ONE + "/diff", who).code()).isEqualTo("PERMISSION_DENIED");
        assertThat(post("/rollback", who, "{}").code()).isEqualTo("PERMISSION_DENIED");
    }

    @Test
    void whoIsNoStewardAppliesABundleWhichIsJudged() {
        assertThat(post("/rollback", "keeper", "{}").body())
                .contains(
                        "STEWARD_NEEDED",
                        "a change of dataset 'owner' may lower protection, which needs a steward;"
                                + " apply it as a bundle (POST /v1/apply), which lets harmless"
                                + " changes pass");
        assertThat(post("/rollback?dryRun=true", "keeper", "").status()).isEqualTo(200);
        assertThat(scan.http("PUT", ONE, "keeper", DATASET.formatted("id"), Map.of()).code())
                .isEqualTo("STEWARD_NEEDED");
    }

    @Test
    void whatIsAskedForWronglyIsTold() {
        assertThat(post("/rollback", "owner", "[1]").body())
                .contains("the body may have an 'event'");
        assertThat(post("/rollback", "owner", "{\"event\":\"x\"}").body())
                .contains("NOT_FOUND", "dataset/owner has no event 'x'");
        assertThat(
                        scan.http(
                                        "POST",
                                        ONE + "/rollback",
                                        "owner",
                                        "{}",
                                        Map.of("if-match", "\"000000000002-0000\""))
                                .code())
                .isEqualTo("CONFLICT");
    }

    @Test
    void whatADatasetIsUsedByIsNamedAsFarAsTheCallerMaySeeIt() {
        scan.declare(
                "{kind: Dataset, name: open_view, spec: {query: select number from shop.public.owner}}");

        RunningScan.Answer refused = scan.http("DELETE", ONE, "owner", "", Map.of());
        assertThat(refused.body())
                .contains("IN_USE", "dataset/owner is used by what you may not see");
        assertThat(scan.http("DELETE", ONE, "admin", "", Map.of()).body())
                .contains("dataset/owner is used by dataset/open_view");
    }

    private RunningScan.Answer post(String path, String who, String body) {
        return scan.http("POST", ONE + path, who, body, Map.of());
    }
}
