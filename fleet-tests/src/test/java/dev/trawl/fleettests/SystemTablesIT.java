package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.audit.AuditReader;
import dev.trawl.audit.AuditVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What was recorded, asked for by SQL and checked link by link.
@ExtendWith(FleetExtension.class)
@Timeout(120)
class SystemTablesIT {
    private static final String ISSUER = "https://login.fleet.test|";
    private static String since;

    private static String read;

    @BeforeAll
    static void readSomething(FleetUnderTest fleet) throws IOException, SQLException {
        since =
                "recorded_at >= timestamp '%s 00:00:00'"
                        .formatted(LocalDate.now(ZoneOffset.UTC).minusDays(1));
        fleet.sql(
                "CREATE TABLE watched AS SELECT 1::bigint AS id, 'x'::varchar AS secret",
                "CREATE TABLE staff AS SELECT '%sana'::varchar AS person, 'Oslo'::varchar AS city"
                        .formatted(ISSUER));
        fleet.apply(
                Files.readString(Path.of("../examples/airline/resources/6-system.yaml")),
                TestResources.read("fleet/resources/watched.yaml"));
        Answer answer = fleet.as("ana").query("select secret from watched");
        assertThat(answer.value()).isEqualTo("x");
        read = answer.json().path("queryId").asText();
    }

    @Test
    void whoSawAColumnIsOneQueryAlsoJoinedToOtherData(FleetUnderTest fleet) {
        assertThat(
                        texts(
                                fleet,
                                "stella",
                                """
                                select s.city, c.column_name, e.rows_returned
                                from system.audit_columns c
                                join system.audit e
                                  on e.query_id = c.query_id and e.event = 'query_ended'
                                join staff s on s.person = c.principal_id
                                where c.%s and e.%s and c.event = 'query_started'
                                  and c.dataset = 'shop.public.watched'
                                  and c.column_name = 'secret' and c.query_id = '%s'
                                """
                                        .formatted(since, since, read)))
                .containsExactly(List.of("Oslo", "secret", "1"));
    }

    @Test
    void everybodySeesTheirOwnRecordsOnly(FleetUnderTest fleet) {
        String sql = "select distinct principal_id from system.audit where " + since;
        assertThat(texts(fleet, "ana", sql)).containsExactly(List.of(ISSUER + "ana"));
        assertThat(fleet.as("stella").query(sql).rows()).hasSizeGreaterThan(1);
    }

    @Test
    void withoutARightTheTablesDoNotExist(FleetUnderTest fleet) {
        for (String table : List.of("system.policies", "system.runs", "trawl.system.nothing")) {
            fleet.as("ana").query("select * from " + table).refusedWith("TABLE_NOT_FOUND");
        }
        assertThat(
                        fleet.as("stella")
                                .query(
                                        "select effect from system.policies where policy_name ="
                                                + " 'records' and rule_name = 'own'")
                                .value())
                .isEqualTo("allow");
        assertThat(fleet.as("stella").query("select count(*) from system.runs").rows()).hasSize(1);
    }

    @Test
    void aQueryOfTheLogWithoutATimeIsRefused(FleetUnderTest fleet) {
        fleet.as("stella")
                .query("select count(*) from system.audit")
                .refusedWith("INVALID_REQUEST");
    }

    @Test
    void everyFunctionRecordsAQueryAndEveryChainHolds(FleetUnderTest fleet) {
        assertThat(
                        texts(
                                fleet,
                                "stella",
                                """
                                select event, writer from system.audit
                                where %s and query_id = '%s'
                                """
                                        .formatted(since, read)))
                .extracting(row -> row.get(0) + " by " + row.get(1).replaceAll("-.*", ""))
                .contains(
                        "decision by policy",
                        "query_started by query",
                        "fragment by source",
                        "query_ended by query");

        Set<String> functions = new TreeSet<>();
        AuditVerifier verifier = new AuditVerifier();
        for (AuditReader.Stored stored : stored(fleet)) {
            verifier.add(stored);
            functions.add(stored.key().replaceAll("audit/log/[^/]*/([a-z]*)-.*", "$1"));
        }
        assertThat(verifier.finish().firstBreak()).isEmpty();
        assertThat(functions).contains("policy", "query", "source");
    }

    private static List<List<String>> texts(FleetUnderTest fleet, String who, String sql) {
        return fleet.as(who).query(sql).rows().stream()
                .map(row -> row.valueStream().map(JsonNode::asText).toList())
                .toList();
    }

    /// As `trawl audit verify` fetches them, up to when it began.
    private static List<AuditReader.Stored> stored(FleetUnderTest fleet) {
        List<AuditReader.Stored> all = new ArrayList<>();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String after = "";
        do {
            JsonNode page =
                    fleet.as("stella")
                            .get(
                                    "/v1/audit?form=stored&limit=1000&from=%s&to=%s&after=%s"
                                            .formatted(today.minusDays(1), today, after),
                                    Caller.JSON)
                            .succeeded()
                            .json();
            page.path("records")
                    .forEach(r ->
                            all.add(
                                    new AuditReader.Stored(
                                            r.path("key").asText(), r.path("text").asText())));
            after = page.path("next").asText("");
        } while (!after.isEmpty() && !after.equals("null"));
        return all;
    }
}
