package dev.trawl.policy;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.plan.Expr;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The masks of one column, in the order in which they are tried.
///
/// In a row, the masks of exactly those rules compete that admit the row. A row that no rule with
/// the column in sight admits shows NULL there.
final class ColumnMasks {
    private static final Comparator<Candidate> ORDER =
            Comparator.comparing(Candidate::rule, MaskRule.PRECEDENCE)
                    .thenComparing(c -> c.when() == null ? "" : Logic.text(c.when()));

    private ColumnMasks() {}

    /// @param showing those of `admissions` that show the column; at least one
    /// @param tell is told each mask that may apply
    static List<MaskCase> of(
            CatalogColumn column,
            List<Governance.MaskSource> masks,
            List<Governance.Admission> admissions,
            List<Governance.Admission> showing,
            Told tell) {
        List<MaskCase> cases = new ArrayList<>();
        if (!coversAll(showing, admissions)) {
            List<Expr> shown = Logic.distinct(showing);
            cases.add(
                    new MaskCase(
                            shown.isEmpty() ? null : Logic.noneIsTrue(shown), new Mask.Null()));
        }
        List<Expr> admitting = Logic.admitsAll(admissions) ? List.of() : Logic.distinct(admissions);
        // Where no row is admitted at all, masks still make the column's type what it would be.
        boolean isEmpty = !Logic.admitsAll(admissions) && admitting.isEmpty();
        List<Candidate> candidates =
                masks.stream()
                        .filter(m -> m.mask().columns().matches(column))
                        .filter(m -> isEmpty || m.when() == null || !Logic.isFalse(m.when()))
                        .map(m -> new Candidate(m, when(m, admitting)))
                        .sorted(ORDER)
                        .toList();
        for (Candidate candidate : candidates) {
            if (cases.stream().anyMatch(c -> c.when() == null)) {
                break;
            }
            MaskCase mask = new MaskCase(candidate.when(), fitting(candidate.mask(), column));
            if (!cases.contains(mask)) {
                cases.add(mask);
                tell.told(candidate.source(), column, words(mask));
            }
        }
        while (!cases.isEmpty() && cases.getLast().mask() instanceof Mask.PassThrough) {
            cases.removeLast();
        }
        return List.copyOf(cases);
    }

    /// Whether every row that is visible at all is admitted by a rule that shows the column.
    private static boolean coversAll(
            List<Governance.Admission> showing, List<Governance.Admission> admissions) {
        return Logic.admitsAll(showing)
                || !Logic.admitsAll(admissions)
                        && Logic.distinct(showing).containsAll(Logic.distinct(admissions));
    }

    private static @Nullable Expr when(Governance.MaskSource mask, List<Expr> admitting) {
        Expr when = mask.when();
        if (when != null && Logic.isFalse(when)) {
            return null;
        }
        if (when == null || mask.rule().effect() == Effect.RESTRICT) {
            return when;
        }
        // Where one filter admits all visible rows, it holds for each of them.
        return admitting.equals(List.of(when)) ? null : Logic.isTrue(when);
    }

    /// A mask that does not fit the column's type shows nothing.
    private static Mask fitting(Mask mask, CatalogColumn column) {
        return Mask.fits(mask, column.type()) ? mask : new Mask.Null();
    }

    private static String words(MaskCase mask) {
        String text = MaskRule.describe(mask.mask());
        return mask.when() == null ? text : text + " in some rows";
    }

    /// Told of masks, for explanations.
    interface Told {
        void told(Governance.MaskSource source, CatalogColumn column, String text);
    }

    private record Candidate(Governance.MaskSource source, @Nullable Expr when) {
        MaskRule rule() {
            return source.mask();
        }

        Mask mask() {
            return source.mask().mask();
        }
    }
}
