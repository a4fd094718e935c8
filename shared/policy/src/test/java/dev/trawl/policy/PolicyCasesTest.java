package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyCasesTest {
    private final PolicySet policies =
            Fixture.compiled(
                    Fixture.policy(
                            "p",
                            """
                            rules:
                              - resources: [bookings.*]
                                subjects: { groups: [ops] }
                                purposes: [delays]
                                columns: { include: [id, email] }
                                rowFilter: origin = principal.station
                                masks: [{ columns: [email], mask: redact }]\
                            """),
                    Fixture.purpose("delays"));

    @Test
    void casesHoldOrSayWhatIsDifferent() {
        List<PolicyCase.Result> results =
                run(
                        """
                        cases:
                          - name: as expected
                            principal: { issuer: "https://i", subject: ada, groups: [ops], claims: { station: OSL }, purposes: [delays] }
                            table: bookings.public.bookings
                            expect: { outcome: permit, columns: [id, email], masks: { email: redact, id: none }, filtered: true }
                          - name: not as expected
                            principal: { issuer: "https://i", subject: ada, groups: [ops], purposes: [delays] }
                            purpose: delays
                            table: bookings.public.bookings
                            expect: { columns: [id], masks: { email: hash, fare: none }, filtered: false }
                          - principal: { issuer: "https://i", subject: bob }
                            table: bookings.public.bookings
                            expect: { outcome: unknown }
                          - principal: { issuer: "https://i", subject: bob }
                            purpose: delays
                            table: bookings.public.bookings
                            expect: { outcome: deny }\
                        """);
        assertThat(results.get(0)).isEqualTo(new PolicyCase.Result("as expected", List.of()));
        assertThat(results.get(1).failures())
                .containsExactlyInAnyOrder(
                        "the columns is [id, email], not [id]",
                        "the mask of email is redact, not hash",
                        "the mask of fare is hidden, not none",
                        "whether rows are filtered is true, not false");
        assertThat(results.get(2)).isEqualTo(new PolicyCase.Result("case 3", List.of()));
        assertThat(results.get(3)).isEqualTo(new PolicyCase.Result("case 4", List.of()));
    }

    @Test
    void whatIsNoCaseIsToldWithItsPlace() {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() ->
                        run(
                                """
                                cases:
                                  - principal: { issuer: "a|b", subject: ada }
                                    table: nowhere
                                    expect: { outcome: maybe }\
                                """))
                .matches(e -> e.code() == ErrorCode.INVALID_REQUEST)
                .withMessage(
                        "the cases cannot be read: cases.cases[0].expect.outcome: is permit, deny or"
                                + " unknown; cases.cases[0].table: a table is named"
                                + " source.schema.table, not 'nowhere'; cases.cases[0].principal: an"
                                + " issuer has 1 to 512 characters and no '|'");
    }

    private List<PolicyCase.Result> run(String yaml) {
        try {
            return PolicyCases.parse(new ObjectMapper(new YAMLFactory()).readTree(yaml)).stream()
                    .map(c -> PolicyCases.run(c, policies, Fixture.CATALOG, Fixture.NOON))
                    .toList();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
