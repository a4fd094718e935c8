package dev.trawl.infra;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.fleet.ConfigException;
import dev.trawl.fleet.cost.IdleMonth;
import dev.trawl.fleet.cost.PriceList;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.assertions.Template;

/// The templates as they are reviewed, and what must hold of every change to them.
final class TemplatesTest {

    private static final Set<String> STATEFUL =
            Set.of(
                    "AWS::DynamoDB::Table",
                    "AWS::S3::Bucket",
                    "AWS::KMS::Key",
                    "AWS::SecretsManager::Secret");

    /// Properties whose change makes a new resource, so that what was in the old one is lost.
    private static final Map<String, List<String>> REPLACING =
            Map.of(
                    "AWS::DynamoDB::Table", List.of("TableName", "KeySchema"),
                    "AWS::S3::Bucket", List.of("BucketName", "ObjectLockEnabled"),
                    "AWS::KMS::Key", List.of("KeySpec", "KeyUsage"),
                    "AWS::SecretsManager::Secret", List.of("Name"));

    private static final List<String> NAMES =
            List.of(
                    "TableName",
                    "BucketName",
                    "Name",
                    "FunctionName",
                    "QueueName",
                    "TopicName",
                    "AliasName",
                    "LogGroupName",
                    "AlarmName",
                    "DashboardName",
                    "ApplicationName");

    @TempDir private Path folder;

    @Test
    void theTemplatesAreTheReviewedOnes() {
        TestFleets.Synthesised full = TestFleets.full();

        Golden.check("state.json", Templates.text(full.state()));
        Golden.check("functions.json", Templates.text(full.functions()));
        Golden.check("edge.json", Templates.text(requireNonNull(full.edge())));
    }

    @Test
    void synthesisingTwiceGivesTheSame() {
        TestFleets.Synthesised again = TestFleets.synthesise(TestFleets.FULL, Profile.AWS, folder);

        assertThat(again.state().toJSON()).isEqualTo(TestFleets.full().state().toJSON());
        assertThat(again.functions().toJSON()).isEqualTo(TestFleets.full().functions().toJSON());
    }

    @Test
    void whatHoldsStateIsRetained() {
        JsonNode state = Templates.tree(TestFleets.full().state());
        for (String type : STATEFUL) {
            assertThat(Templates.resources(state, type)).isNotEmpty();
            Templates.resources(state, type)
                    .forEach((id, resource) -> {
                        assertThat(resource.path("DeletionPolicy").asText())
                                .as(id)
                                .isEqualTo("Retain");
                        assertThat(resource.path("UpdateReplacePolicy").asText())
                                .as(id)
                                .isEqualTo("Retain");
                    });
            assertThat(Templates.resources(TestFleets.full().functionsTree(), type)).isEmpty();
        }
    }

    /// `state-0.1.json` is the template of the first release; it is never written anew.
    @Test
    void anUpgradeReplacesNothingThatHoldsState() {
        JsonNode before = TestFleets.json(Golden.read("state-0.1.json"));
        JsonNode now = Templates.tree(TestFleets.full().state());
        for (String type : STATEFUL) {
            Map<String, JsonNode> resources = Templates.resources(now, type);
            Templates.resources(before, type)
                    .forEach((id, old) -> {
                        assertThat(resources).containsKey(id);
                        for (String property : REPLACING.getOrDefault(type, List.of())) {
                            assertThat(
                                            requireNonNull(resources.get(id))
                                                    .path("Properties")
                                                    .path(property))
                                    .as(id + "." + property)
                                    .isEqualTo(old.path("Properties").path(property));
                        }
                    });
        }
    }

    @Test
    void aSourceThatIsRemovedIsGone() {
        String less =
                TestFleets.FULL.replaceAll("(?m)^  - \\{name: bookings(.|\\n)*?days: 30}}\\n", "");
        TestFleets.Synthesised fleet =
                TestFleets.synthesise(less.replace("[bookings]", "[files]"), Profile.AWS, folder);

        assertThat(less).doesNotContain("name: bookings");
        assertThat(Templates.text(fleet.state())).doesNotContain("bookings");
        assertThat(Templates.text(fleet.functions())).doesNotContain("bookings");
    }

    /// An export that another stack uses cannot be taken back: a source could not be removed.
    @Test
    void stacksImportNothingButKeys() {
        TestFleets.Synthesised full = TestFleets.full();

        assertThat(Templates.text(requireNonNull(full.edge()))).doesNotContain("Fn::ImportValue");
        assertThat(full.functionsTree().findValuesAsText("Fn::ImportValue"))
                .isNotEmpty()
                .allMatch(name -> name.matches("full-state:ExportsOutputFnGetAtt\\w*Key.*"));
    }

    @Test
    void fixedCostsAreThoseOfTheTemplates() {
        TestFleets.Synthesised full = TestFleets.full();
        IdleMonth month = IdleMonth.of(full.fleet().deployment().config(), PriceList.load());

        assertThat(month.count("KMS keys")).isEqualTo(count(full.state(), "AWS::KMS::Key"));
        assertThat(month.count("secrets"))
                .isEqualTo(count(full.state(), "AWS::SecretsManager::Secret"));
        assertThat(month.count("alarms"))
                .isEqualTo(
                        count(full.functions(), "AWS::CloudWatch::Alarm")
                                + count(requireNonNull(full.edge()), "AWS::CloudWatch::Alarm"));
        assertThat(month.count("VPC endpoints, by zone")).isEqualTo(4);
    }

    private static int count(Template template, String type) {
        return Templates.resources(Templates.tree(template), type).size();
    }

    @Test
    void twoFleetsOfOneAccountShareNoName() {
        TestFleets.Synthesised other =
                TestFleets.synthesise(
                        TestFleets.FULL.replace("full", "other"), Profile.AWS, folder);

        assertThat(names(other.state()))
                .doesNotContainAnyElementsOf(names(TestFleets.full().state()));
        assertThat(names(other.functions()))
                .doesNotContainAnyElementsOf(names(TestFleets.full().functions()));
        assertThat(other.fleet().state().getStackName()).isEqualTo("other-state");
    }

    /// The gateway's own authorizer knows one issuer, and RSA.
    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                issuers:
                  - {issuer: "https://a.test", jwksUri: "https://a.test/j", audiences: [trawl]}
                  - {issuer: "https://b.test", jwksUri: "https://b.test/j", audiences: [trawl]}
                """,
                """
                issuers:
                  - {issuer: "https://a.test", jwksUri: "https://a.test/j", audiences: [trawl], algorithms: [ES256]}
                """
            })
    void whereTheGatewayCannotCheckTokensAFunctionDoes(String issuers) {
        TestFleets.Synthesised fleet =
                TestFleets.synthesise("fleet: small\n" + issuers, Profile.AWS, folder);
        JsonNode edge = Templates.tree(requireNonNull(fleet.edge()));
        JsonNode authorizer =
                Templates.resources(edge, "AWS::ApiGatewayV2::Authorizer")
                        .values()
                        .iterator()
                        .next()
                        .path("Properties");
        List<String> checks =
                Templates.resources(edge, "AWS::ApiGatewayV2::Route").values().stream()
                        .map(route -> route.path("Properties").path("AuthorizationType").asText())
                        .distinct()
                        .toList();

        assertThat(authorizer.path("AuthorizerType").asText()).isEqualTo("REQUEST");
        assertThat(authorizer.path("EnableSimpleResponses").asBoolean()).isTrue();
        assertThat(authorizer.path("AuthorizerUri").toString())
                .contains("function:small-authorizer:live/invocations");
        assertThat(checks).containsExactlyInAnyOrder("CUSTOM", "NONE");
        assertThat(RoleTable.of(fleet.functionsTree()).of("authorizer"))
                .filteredOn(statement -> statement.effect().equals("Allow"))
                .hasSize(2)
                .allSatisfy(statement ->
                        assertThat(statement.actions())
                                .allMatch(a -> a.startsWith("logs:") || a.startsWith("xray:")));
        assertThat(
                        IdleMonth.of(fleet.fleet().deployment().config(), PriceList.load())
                                .count("alarms"))
                .isEqualTo(
                        count(fleet.functions(), "AWS::CloudWatch::Alarm")
                                + count(fleet.edge(), "AWS::CloudWatch::Alarm"));
    }

    @Test
    void aPaceThatUsesTheBudgetUpInTwoDaysRaisesAnAlarm() {
        JsonNode edge = Templates.tree(requireNonNull(TestFleets.full().edge()));
        List<JsonNode> alarms =
                Templates.resources(edge, "AWS::CloudWatch::Alarm").values().stream()
                        .map(alarm -> alarm.path("Properties"))
                        .filter(alarm -> alarm.path("AlarmName").asText().equals("full-cost"))
                        .toList();

        assertThat(alarms).hasSize(1);
        assertThat(alarms.getFirst().path("Threshold").asLong()).isEqualTo(100L * 1_000_000 / 48);
        assertThat(alarms.getFirst().path("Metrics").toString())
                .contains("FILL(query, 0) + FILL(executor, 0)", "CostMicrodollars");
    }

    @Test
    void localStackGetsWhatItKnows() {
        TestFleets.Synthesised local =
                TestFleets.synthesise(
                        """
                        fleet: small
                        issuers: [{issuer: "https://login.test", development: true, audiences: [trawl]}]
                        sources: [{name: files, kind: objects}]
                        """,
                        Profile.LOCALSTACK,
                        folder,
                        "http://127.0.0.1:1/jwks");

        assertThat(local.edge()).isNull();
        assertThat(Templates.text(local.functions()))
                .doesNotContain("AWS::CodeDeploy", "AWS::CloudWatch", "AWS::EC2", "Custom::")
                .contains("http://127.0.0.1:1/jwks", "TRAWL_S3_PATH_STYLE");
    }

    @Test
    void whatCannotBeDeployedIsRefused() {
        String development =
                """
                fleet: small
                issuers: [{issuer: "https://login.test", development: true, audiences: [trawl]}]
                """;
        assertThatThrownBy(() -> TestFleets.deployment(development, folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("an issuer for development is deployed nowhere");
        assertThatThrownBy(() ->
                        TestFleets.deployment(
                                TestFleets.FULL.replace(
                                        "name: files",
                                        "name: files_of_a_department_with_a_long_name"),
                                folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("S3 allows 63: choose a shorter fleet or source.");
    }

    /// Names that are unique in an account; an alias is unique in its function, a schedule in its
    /// group.
    private static List<String> names(Template template) {
        Set<String> within = Set.of("AWS::Lambda::Alias", "AWS::Scheduler::Schedule");
        return Templates.tree(template).path("Resources").findParents("Type").stream()
                .filter(resource -> !within.contains(resource.path("Type").asText()))
                .flatMap(resource ->
                        NAMES.stream().map(name -> resource.path("Properties").path(name)))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }
}
