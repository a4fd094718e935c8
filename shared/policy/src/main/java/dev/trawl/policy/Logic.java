package dev.trawl.policy;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.json.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Combines filters, always in the same order.
final class Logic {
    private static final Expr FALSE = Literals.of(false);

    private Logic() {}

    static String text(Expr expr) {
        return JsonWriter.write(out -> PlanCodec.write(out, expr));
    }

    static boolean isFalse(Expr expr) {
        return expr.equals(FALSE);
    }

    /// True where the filter is true; never NULL.
    static Expr isTrue(Expr filter) {
        return Expr.Call.of(Function.IS_TRUE, filter);
    }

    /// True where the filter is true or NULL; never NULL.
    static Expr isNotFalse(Expr filter) {
        return Expr.Call.of(Function.NOT, Expr.Call.of(Function.IS_FALSE, filter));
    }

    /// Filters that admit rows, each once; a filter that admits none is left out.
    static List<Expr> distinct(List<Governance.Admission> admissions) {
        return admissions.stream()
                .map(Governance.Admission::filter)
                .filter(Objects::nonNull)
                .filter(f -> !isFalse(f))
                .distinct()
                .sorted(Comparator.comparing(Logic::text))
                .toList();
    }

    static boolean admitsAll(List<Governance.Admission> admissions) {
        return admissions.stream().anyMatch(a -> a.filter() == null);
    }

    /// Rows that some rule admits and every mandatory filter too; absent for all rows.
    static @Nullable Expr rowFilter(List<Governance.Admission> admissions, List<Expr> mandatory) {
        List<Expr> parts = new ArrayList<>();
        if (!admitsAll(admissions)) {
            parts.add(Expressions.or(distinct(admissions)));
        }
        mandatory.stream().distinct().sorted(Comparator.comparing(Logic::text)).forEach(parts::add);
        if (parts.stream().anyMatch(Logic::isFalse)) {
            return FALSE;
        }
        return parts.isEmpty() ? null : Expressions.and(parts.stream().distinct().toList());
    }

    /// Rows that none of the filters admits.
    static Expr noneIsTrue(List<Expr> filters) {
        return Expr.Call.of(
                Function.NOT, Expressions.or(filters.stream().map(Logic::isTrue).toList()));
    }
}
