package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.auth.Claim;
import dev.trawl.auth.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CalciteFiltersTest {
    private static final Principal ADA =
            Fixture.principal(
                    Set.of("ops"),
                    Map.of(
                            "station", new Claim.Text("O'SL"),
                            "stations", new Claim.Texts(List.of("OSL", "BGO"))));

    @Test
    void attributesAreConstantsInRealSql() {
        assertThat(rows("origin = principal.station")).isEqualTo("rows eq(origin,o'sl)");
        assertThat(rows("upper(Origin) = upper(principal.station)"))
                .isEqualTo("rows eq(upper(origin),upper(o'sl))");
        assertThat(rows("origin = principal.stations")).isEqualTo("rows origin in [osl, bgo]");
        assertThat(rows("origin in (principal.stations)")).isEqualTo("rows origin in [osl, bgo]");
        assertThat(rows("origin = principal.\"station\" -- principal.none"))
                .isEqualTo("rows eq(origin,o'sl)");
        assertThat(rows("origin like 'principal.station%' and fare is not null"))
                .startsWith("rows and(like(origin,principal.station%),is_not_null(fare))");
    }

    @Test
    void comparisonOfTwoAttributesIsNotDecidedEarly() {
        assertThat(rows("principal.station = 'O''SL'")).isEqualTo("rows eq(o'sl,o'sl)");
    }

    @Test
    void problemsHaveTheirPlace() {
        assertThat(problems("origin = = 1")).singleElement().asString().contains("line 1, column");
        assertThat(problems("nosuch = 1")).singleElement().asString().contains("nosuch");
        assertThat(problems("origin = current_date"))
                .singleElement()
                .asString()
                .endsWith("a row filter does not read the clock; use request.time in a condition");
        assertThat(problems("fare = (select 1)")).hasSize(1);
        assertThat(problems("count(*) > 1")).hasSize(1);
        assertThat(problems("10 / fare = 1"))
                .singleElement()
                .asString()
                .contains("may not fail on any row");
    }

    private static String rows(String filter) {
        TableDecision decision =
                switch (compile(filter)) {
                    case PolicyCompiler.Compiled compiled ->
                            Fixture.decide(compiled.policies(), ADA);
                    case PolicyCompiler.Rejected rejected ->
                            throw new AssertionError(rejected.problems().toString());
                };
        return Fixture.text(decision).lines().skip(1).findFirst().orElse("");
    }

    private static List<String> problems(String filter) {
        return switch (compile(filter)) {
            case PolicyCompiler.Compiled _ -> List.of();
            case PolicyCompiler.Rejected rejected ->
                    rejected.problems().stream().map(Problem::toString).toList();
        };
    }

    private static PolicyCompiler.Result compile(String filter) {
        return new PolicyCompiler(new CalciteFilters())
                .compile(
                        List.of(
                                Fixture.policy(
                                        "p",
                                        """
                                        rules:
                                          - resources: [bookings.*]
                                            subjects: { any: true }
                                            rowFilter: |
                                              %s\
                                        """
                                                .formatted(filter))),
                        Fixture.CATALOG);
    }
}
