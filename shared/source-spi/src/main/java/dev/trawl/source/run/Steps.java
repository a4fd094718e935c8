package dev.trawl.source.run;

import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.source.govern.Leaf;
import dev.trawl.source.govern.StagedPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What runs where, in words that the principal may read: governed tables and columns and the
/// user's own expressions; of policies only that they filter and which visible columns they mask.
public final class Steps {
    private Steps() {}

    public static List<String> of(StagedPlan plan, Grant grant) {
        List<String> steps = new ArrayList<>();
        for (Leaf leaf : plan.leaves()) {
            describe(leaf, grant, steps);
        }
        if (!plan.isOneLeaf()) {
            steps.add("local evaluator:");
            add(plan.rest(), steps);
        }
        return List.copyOf(steps);
    }

    private static void describe(Leaf leaf, Grant grant, List<String> steps) {
        steps.add("source %s evaluates:".formatted(grant.audience()));
        add(leaf.governed(), steps);
        scans(leaf.governed(), steps, grant);
        if (leaf.finish() != null) {
            steps.add("  local evaluator: what policy adds and the source lacks");
        }
        if (leaf.isVeiled()) {
            steps.add("  masks computed beside the source");
        }
    }

    private static void add(Relation relation, List<String> steps) {
        PlanPrinter.print(relation).lines().map(line -> "  " + line).forEach(steps::add);
    }

    private static void scans(Relation relation, List<String> steps, Grant grant) {
        if (relation instanceof Relation.Scan scan) {
            grant.relation(scan.table()).ifPresent(r -> steps.addAll(policies(scan, r)));
        }
        relation.inputs().forEach(input -> scans(input, steps, grant));
    }

    private static List<String> policies(Relation.Scan scan, GrantedRelation granted) {
        List<String> lines = new ArrayList<>();
        if (granted.rowFilter() != null) {
            lines.add("  row filter of policy on " + scan.table());
        }
        for (GrantedColumn column : granted.columns()) {
            if (!column.masks().isEmpty()
                    && scan.fields().stream().anyMatch(f -> f.name().equals(column.name()))) {
                lines.add(
                        "  mask of policy on %s.%s: %s"
                                .formatted(scan.table(), column.name(), kinds(column)));
            }
        }
        return lines;
    }

    private static String kinds(GrantedColumn column) {
        return column.masks().stream()
                .map(m -> kind(m.mask()))
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    private static String kind(Mask mask) {
        return mask instanceof Mask.PassThrough ? "in clear" : Mask.name(mask);
    }
}
