package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditReader;
import dev.trawl.audit.AuditVerifier;
import dev.trawl.lambda.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditRouteTest {
    private final Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 3);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void stewardsSeeWhoSawWhat() {
        fleet.query("ann", "{\"sql\":\"people\",\"purpose\":\"care\"}");
        fleet.query("bob", "{\"sql\":\"legs\",\"purpose\":\"care\"}");

        assertThat(audit("steward", Map.of("column", "name", "purpose", "care")).bodyText())
                .startsWith("{\"records\":[{\"v\":1,\"writer\":\"query-")
                .contains("\"principal\":\"issuer|ann\"")
                .doesNotContain("issuer|bob")
                .endsWith("],\"next\":null}");
        assertThat(audit("steward", Map.of("table", "flights.public.legs")).bodyText())
                .contains("issuer|bob")
                .doesNotContain("issuer|ann");
    }

    @Test
    void othersDoNot() {
        assertThat(audit("ann", Map.of()).bodyText())
                .contains("\"code\":\"PERMISSION_DENIED\"")
                .contains("{ kind: Audit, name: log }");
        assertThat(fleet.recorded(AuditEvent.Kind.ADMINISTRATION)).isEmpty();
    }

    @Test
    void lookingIsRecorded() {
        audit("steward", Map.of("principal", "issuer|ann"));

        assertThat(fleet.recorded(AuditEvent.Kind.ADMINISTRATION))
                .singleElement()
                .asString()
                .contains("\"action\":\"read_audit\"", "\"conditions\":\"principal=issuer|ann\"");
    }

    @Test
    void pagesGoThroughAllAndVerify() {
        for (int i = 0; i < 9; i++) {
            fleet.query("ann", "{\"sql\":\"people\",\"wait\":" + i % 2 * 5 + "}");
        }
        Pattern stored =
                Pattern.compile("\\{\"key\":\"([^\"]+)\",\"text\":\"((?:[^\"\\\\]|\\\\.)*)\"}");
        List<AuditReader.Stored> all = new ArrayList<>();
        String after = "";
        while (!after.equals("null")) {
            String body =
                    audit("steward", Map.of("form", "stored", "limit", "4", "after", after))
                            .bodyText();
            Matcher matcher = stored.matcher(body);
            while (matcher.find()) {
                all.add(
                        new AuditReader.Stored(
                                matcher.group(1), matcher.group(2).replace("\\\"", "\"")));
            }
            after = body.replaceAll(".*\"next\":\"?([^\"}]+)\"?}", "$1");
        }
        AuditVerifier verifier = new AuditVerifier();
        all.forEach(verifier::add);
        AuditVerifier.Report report = verifier.finish();

        assertThat(report.firstBreak()).isEmpty();
        assertThat(report.writers()).isEqualTo(2);
        assertThat(report.records()).isGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    from  | yesterday  | 'from' must be a day, as 2026-11-21
                    from  | 2999-01-01 | 'from' and 'to' name 1 to 366 days
                    limit | 0          | 'limit' must be a whole number from 1 to 1000
                    form  | x          | 'form' must be events or stored
                    user  | x          | the audit log knows no parameter 'user'
                    """)
    void wrongParametersAreTold(String name, String value, String message) {
        assertThat(audit("steward", Map.of(name, value)).bodyText())
                .contains("INVALID_REQUEST")
                .contains(message);
    }

    @Test
    void dayWithMoreThanAllowedIsToldSo() {
        try (Fleet small = new Fleet(QueryTest.SQL, Map.of("TRAWL_AUDIT_DAY_MAX", "1"), 1)) {
            small.query("ann", "{\"sql\":\"people\"}");
            assertThat(audit(small, "steward", Map.of()).bodyText())
                    .contains("SPLITS_LIMIT_EXCEEDED");
        }
    }

    private HttpResponse audit(String token, Map<String, String> parameters) {
        return audit(fleet, token, parameters);
    }

    private static HttpResponse audit(Fleet fleet, String token, Map<String, String> parameters) {
        Map<String, List<String>> query = new HashMap<>();
        query.put("to", List.of(LocalDate.now(ZoneOffset.UTC).plusDays(1).toString()));
        query.put("from", List.of(LocalDate.now(ZoneOffset.UTC).minusDays(1).toString()));
        parameters.forEach((name, value) -> query.put(name, List.of(value)));
        return fleet.send(
                "GET", "/v1/audit", query, Map.of("authorization", "Bearer " + token), "");
    }
}
