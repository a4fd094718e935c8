package dev.trawl.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.infra.RoleTable.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Least privilege. The table in `roles.txt` says what each role may do; these are the rules that
/// no review of it may give up.
final class RolesTest {

    /// Statements that may name every resource, and why.
    private static final Map<String, String> EVERYWHERE =
            Map.of(
                    "xray:PutTelemetryRecords, xray:PutTraceSegments",
                    "X-Ray knows no resources",
                    "scheduler:ListSchedules",
                    "the Scheduler lists by account only; the function reads its own group",
                    "ec2:AssignPrivateIpAddresses, ec2:CreateNetworkInterface,"
                            + " ec2:DeleteNetworkInterface, ec2:DescribeNetworkInterfaces,"
                            + " ec2:DescribeSubnets, ec2:UnassignPrivateIpAddresses",
                    "Lambda makes a function's interfaces with the function's role, and says itself"
                            + " that the resource must be *");

    private static final List<String> FIXED =
            List.of("query", "executor", "policy", "scanmetadata", "export");

    private final RoleTable table = RoleTable.of(TestFleets.full().functionsTree());

    @Test
    void rolesMayDoWhatTheTableSaysAndNothingMore() {
        Golden.check("roles.txt", table.text());
    }

    @Test
    void onlyPolicyUsesTheSigningKey() {
        assertThat(rolesThatMay("kms:Sign")).containsExactly("policy");
    }

    @Test
    void onlySourcesReachSecretsDataAndTheirKey() {
        for (String role : FIXED) {
            // Those of webhooks are named by the test below.
            String text =
                    table.of(role).stream()
                            .filter(s -> !s.text().contains("NoticeSecrets"))
                            .map(Statement::text)
                            .collect(Collectors.joining("\n"));
            assertThat(text).contains("Allow").doesNotContain("secretsmanager", "SourcesKey");
            assertThat(text).doesNotContain("full-files-", "somebodys-lake");
        }
    }

    @Test
    void exportTellsTheDeploymentsChannelsAndNoOthers() {
        assertThat(
                        table.statements().stream()
                                .filter(s ->
                                        s.actions().stream()
                                                .anyMatch(a ->
                                                        a.matches(
                                                                "(sns|events|secretsmanager):.*")))
                                .filter(s -> !s.role().startsWith("source"))
                                .map(s -> s.role() + " " + s.actions())
                                .toList())
                .containsExactlyInAnyOrder(
                        "export [secretsmanager:GetSecretValue]",
                        "export [sns:Publish]",
                        "export [events:PutEvents]");
        assertThat(text("export"))
                .contains("secret:full/oncall-??????", "111122223333:trawl", "event-bus/lake");
    }

    @Test
    void aSourceReachesOnlyItsOwn() {
        assertThat(text("sourcebookings"))
                .contains("secret:full/source/bookings-??????", "secret:full/pseudonym/person-")
                .doesNotContain("full-files-", "somebodys-lake", "spill/files");
        assertThat(text("sourcefiles"))
                .contains("full-files-", "spill/files/*")
                .doesNotContain("secret:", "somebodys-lake", "spill/bookings");
        assertThat(text("sourcefiles")).doesNotContain("lambda:InvokeFunction");
    }

    @Test
    void onlyJobsInvokeTheMachinesDoor() {
        List<String> roles =
                table.statements().stream()
                        .filter(s ->
                                s.resources().stream().anyMatch(r -> r.endsWith("policy:machine")))
                        .map(Statement::role)
                        .distinct()
                        .toList();
        assertThat(roles).containsExactlyInAnyOrder("scanmetadata", "export");
    }

    @Test
    void noWildcardIsWithoutAReason() {
        for (Statement statement : table.statements()) {
            assertThat(statement.actions()).noneMatch(action -> action.contains("*"));
            if (statement.resources().contains("*")) {
                assertThat(EVERYWHERE).containsKey(String.join(", ", statement.actions()));
            }
        }
    }

    @Test
    void everyWriterRecordsInItsOwnNameOnly() {
        for (Statement statement : table.statements()) {
            if (statement.actions().contains("s3:PutObject")) {
                assertThat(statement.resources())
                        .filteredOn(r -> r.contains("/audit/log/"))
                        .allSatisfy(r ->
                                assertThat(r.replaceAll("[^a-z*/]", ""))
                                        .endsWith("/log/*/" + statement.role() + "*"));
            }
        }
        assertThat(
                        table.statements().stream()
                                .filter(s -> s.actions().contains("s3:PutObject"))
                                .flatMap(s -> s.resources().stream())
                                .filter(r -> r.contains("/audit/log/")))
                .hasSize(9);
    }

    private List<String> rolesThatMay(String action) {
        return table.statements().stream()
                .filter(s -> s.actions().contains(action))
                .map(Statement::role)
                .distinct()
                .toList();
    }

    private String text(String role) {
        return table.of(role).stream().map(Statement::text).collect(Collectors.joining("\n"));
    }
}
