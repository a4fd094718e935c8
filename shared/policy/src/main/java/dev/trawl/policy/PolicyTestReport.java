package dev.trawl.policy;

import dev.trawl.catalog.CatalogSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What came of a run of cases, and which rules they reached.
///
/// @param results in order of the cases
/// @param reached ids of rules that matched in some case
/// @param unreached ids of the other rules, in order: nothing tests what they do
public record PolicyTestReport(
        List<PolicyCase.Result> results, Set<String> reached, List<String> unreached) {
    public PolicyTestReport {
        results = List.copyOf(results);
        reached = Set.copyOf(reached);
        unreached = List.copyOf(unreached);
    }

    /// @param samples shows sample rows; absent to fail cases that expect something of them
    public static PolicyTestReport run(
            List<PolicyCase> cases,
            PolicySet policies,
            CatalogSnapshot catalog,
            Instant now,
            @Nullable SampleRows samples) {
        List<PolicyCase.Result> results = new ArrayList<>();
        Set<String> reached = new TreeSet<>();
        for (PolicyCase asked : cases) {
            results.add(PolicyCases.run(asked, policies, catalog, now, samples));
            PolicyCases.decision(asked, policies, catalog, now)
                    .ifPresent(d ->
                            d.findings().stream()
                                    .filter(RuleFinding::matched)
                                    .forEach(f -> reached.add(f.rule())));
        }
        return new PolicyTestReport(
                results,
                reached,
                policies.rules().stream()
                        .map(Rule::id)
                        .filter(id -> !reached.contains(id))
                        .toList());
    }

    public long failed() {
        return results.stream().filter(r -> !r.failures().isEmpty()).count();
    }
}
