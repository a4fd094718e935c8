package dev.trawl.policy;

import dev.trawl.protocol.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A decision in words, line by line: the outcome, columns, what policy does to rows and values,
/// and of every rule whether it matched or what it would need.
public final class Explained {
    private Explained() {}

    public static List<String> lines(TableDecision decision) {
        List<String> lines = new ArrayList<>();
        switch (decision.outcome()) {
            case Decision.Permit permit -> permit(permit, lines);
            case Decision.Deny deny ->
                    lines.add("%s: denied: %s".formatted(deny.table(), deny.reason()));
            case Decision.Unknown unknown ->
                    lines.add(
                            "%s: unknown: for this principal there is no such table"
                                    .formatted(unknown.table()));
        }
        lines.add("rules:");
        for (RuleFinding finding : decision.findings()) {
            lines.add(
                    "  %s %s (%s): %s"
                            .formatted(
                                    finding.matched() ? "+" : "-",
                                    finding.rule(),
                                    finding.effect().name().toLowerCase(Locale.ROOT),
                                    finding.text()));
        }
        if (decision.findings().isEmpty()) {
            lines.add("  no rule is about this table");
        }
        return List.copyOf(lines);
    }

    private static void permit(Decision.Permit permit, List<String> lines) {
        lines.add(permit.table() + ": permitted");
        lines.add("columns:");
        permit.fields().forEach(f -> lines.add("  %s %s".formatted(f.name(), f.type().text())));
        lines.add("because:");
        for (Decision.Effect effect : permit.effects()) {
            String column = effect.column() == null ? "" : effect.column() + " ";
            lines.add("  %s: %s%s".formatted(effect.policy(), column, effect.text()));
        }
        if (permit.rowsMax() != null) {
            lines.add("at most %d rows".formatted(permit.rowsMax()));
        }
    }
}
