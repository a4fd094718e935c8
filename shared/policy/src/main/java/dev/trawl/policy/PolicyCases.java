package dev.trawl.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.TrawlException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads and runs cases: questions to policy with their expected answers.
public final class PolicyCases {
    private static final int CASES_MAX = 1_000;
    private static final int ROWS_MAX = 200;
    private static final Set<String> OUTCOMES = Set.of("permit", "deny", "unknown");

    private PolicyCases() {}

    /// Reads `{ cases: [...] }`.
    ///
    /// @throws TrawlException INVALID_REQUEST with all that is wrong
    public static List<PolicyCase> parse(JsonNode document) {
        List<Problem> problems = new ArrayList<>();
        Spec spec = Spec.of(document, "cases", problems);
        spec.allow(Set.of("cases"));
        List<PolicyCase> cases = new ArrayList<>();
        for (Spec item : spec.field("cases").items(CASES_MAX)) {
            parse(item, cases.size()).ifPresent(cases::add);
        }
        if (!problems.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "the cases cannot be read: "
                            + String.join("; ", problems.stream().map(Problem::toString).toList()));
        }
        return cases;
    }

    private static Optional<PolicyCase> parse(Spec spec, int number) {
        spec.allow(
                Set.of(
                        "name",
                        "principal",
                        "purpose",
                        "action",
                        "destination",
                        "time",
                        "ip",
                        "table",
                        "rows",
                        "expect"));
        Spec expect = spec.field("expect");
        expect.allow(Set.of("outcome", "columns", "masks", "filtered", "rows"));
        String outcome = expect.field("outcome").text(20).orElse("permit");
        if (!OUTCOMES.contains(outcome)) {
            expect.field("outcome").problem("is permit, deny or unknown");
        }
        Map<String, String> masks = new HashMap<>();
        expect.field("masks")
                .entries()
                .forEach((column, mask) -> mask.text(20).ifPresent(m -> masks.put(column, m)));
        Optional<TableName> table =
                spec.field("table").checked(s -> TableName.parse(s.text(400).orElse("")));
        Action action = spec.field("action").choice(Action.values()).orElse(Action.READ);
        Optional<Instant> time =
                spec.field("time").text(40).flatMap(t -> time(spec.field("time"), t));
        return spec.field("principal")
                .checked(PrincipalParser::parse)
                .flatMap(principal ->
                        table.map(t ->
                                new PolicyCase(
                                        spec.field("name").text(200).orElse("case " + (number + 1)),
                                        principal,
                                        spec.field("purpose").text(48).orElse(null),
                                        action,
                                        spec.field("destination").text(500).orElse(null),
                                        time.orElse(null),
                                        spec.field("ip").text(50).orElse(null),
                                        t,
                                        outcome,
                                        expect.field("columns").exists()
                                                ? expect.field("columns").texts(500)
                                                : null,
                                        masks,
                                        expect.field("filtered").exists()
                                                ? expect.field("filtered").flag()
                                                : null,
                                        rows(spec.field("rows")),
                                        expect.field("rows").exists()
                                                ? rows(expect.field("rows"))
                                                : null)));
    }

    /// Rows as texts by name of column; a column that is null is NULL.
    private static List<Map<String, @Nullable String>> rows(Spec spec) {
        List<Map<String, @Nullable String>> rows = new ArrayList<>();
        for (Spec item : spec.items(ROWS_MAX)) {
            Map<String, @Nullable String> row = new TreeMap<>();
            item.entries().forEach((column, value) -> row.put(column, value.scalar()));
            rows.add(row);
        }
        return rows;
    }

    private static Optional<Instant> time(Spec spec, String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException _) {
            spec.problem("is a time such as 2026-03-01T12:00:00Z");
            return Optional.empty();
        }
    }

    /// Asks and compares. A purpose that may not be claimed counts as `deny`. Sample rows are not
    /// compared.
    public static PolicyCase.Result run(
            PolicyCase asked, PolicySet policies, CatalogSnapshot catalog, Instant now) {
        return run(asked, policies, catalog, now, null);
    }

    /// @param samples shows sample rows; absent to fail cases that have such
    static PolicyCase.Result run(
            PolicyCase asked,
            PolicySet policies,
            CatalogSnapshot catalog,
            Instant now,
            @Nullable SampleRows samples) {
        try {
            TableDecision decision = decide(asked, policies, catalog, now);
            List<String> failures = failures(asked, decision);
            compareRows(asked, decision, catalog, samples, failures);
            return new PolicyCase.Result(asked.name(), failures);
        } catch (TrawlException e) {
            return new PolicyCase.Result(
                    asked.name(), asked.outcome().equals("deny") ? List.of() : List.of(e.text()));
        }
    }

    /// The decision that a case asks for; none if its purpose may not be claimed.
    static Optional<TableDecision> decision(
            PolicyCase asked, PolicySet policies, CatalogSnapshot catalog, Instant now) {
        try {
            return Optional.of(decide(asked, policies, catalog, now));
        } catch (TrawlException _) {
            return Optional.empty();
        }
    }

    /// @throws TrawlException PERMISSION_DENIED if its purpose may not be claimed
    private static TableDecision decide(
            PolicyCase asked, PolicySet policies, CatalogSnapshot catalog, Instant now) {
        Optional<String> purpose = policies.purpose(asked.principal(), asked.purpose());
        return policies.decide(
                        new PolicyRequest(
                                asked.principal(),
                                purpose.orElse(null),
                                asked.action(),
                                asked.destination(),
                                asked.time() == null ? now : asked.time(),
                                asked.ip(),
                                List.of(asked.table())),
                        catalog)
                .tables()
                .getFirst();
    }

    private static List<String> failures(PolicyCase asked, TableDecision decision) {
        List<String> failures = new ArrayList<>();
        String outcome =
                switch (decision.outcome()) {
                    case Decision.Permit _ -> "permit";
                    case Decision.Deny _ -> "deny";
                    case Decision.Unknown _ -> "unknown";
                };
        compare(failures, "the outcome", asked.outcome(), outcome);
        GrantedRelation relation = decision.relation();
        if (relation == null) {
            return failures;
        }
        List<String> columns = relation.columns().stream().map(GrantedColumn::name).toList();
        if (asked.columns() != null) {
            compare(failures, "the columns", asked.columns().toString(), columns.toString());
        }
        if (asked.filtered() != null) {
            compare(
                    failures,
                    "whether rows are filtered",
                    asked.filtered().toString(),
                    Boolean.toString(relation.rowFilter() != null));
        }
        asked.masks()
                .forEach((column, mask) ->
                        compare(
                                failures,
                                "the mask of " + column,
                                mask,
                                firstMask(relation, column)));
        return failures;
    }

    private static void compareRows(
            PolicyCase asked,
            TableDecision decision,
            CatalogSnapshot catalog,
            @Nullable SampleRows samples,
            List<String> failures) {
        List<Map<String, @Nullable String>> expected = asked.shown();
        if (expected == null) {
            return;
        }
        GrantedRelation relation = decision.relation();
        if (samples == null) {
            failures.add("sample rows are shown by the command `trawl policy test` only");
        } else if (relation == null || relation.aggregateOnly() != null) {
            compare(failures, "what rows show", expected.toString(), "[]");
        } else {
            try {
                List<Map<String, @Nullable String>> shown =
                        samples.shown(
                                relation,
                                catalog.table(asked.table()).orElseThrow(),
                                asked.samples());
                compare(failures, "what rows show", sorted(expected), sorted(shown));
            } catch (IllegalArgumentException e) {
                failures.add("the sample rows cannot be read: " + e.getMessage());
            }
        }
    }

    private static String sorted(List<Map<String, @Nullable String>> rows) {
        return rows.stream().map(row -> new TreeMap<>(row).toString()).sorted().toList().toString();
    }

    private static void compare(
            List<String> failures, String what, String expected, String actual) {
        if (!expected.equals(actual)) {
            failures.add("%s is %s, not %s".formatted(what, actual, expected));
        }
    }

    private static String firstMask(GrantedRelation relation, String column) {
        return relation.columns().stream()
                .filter(c -> c.name().equals(column))
                .findFirst()
                .map(c -> c.masks().isEmpty() ? "none" : Mask.name(c.masks().getFirst().mask()))
                .orElse("hidden");
    }
}
