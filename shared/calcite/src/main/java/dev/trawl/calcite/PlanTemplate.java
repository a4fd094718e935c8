package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.PlanConstants;
import dev.trawl.plan.Relation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A plan with slots for some of its constants, learned from two plans of texts that differ in
/// these constants only.
final class PlanTemplate {
    private static final int FIXED = -1;

    private final Relation sample;
    private final List<Expr.Literal> constants;
    private final List<Integer> slots;

    /// @param slots by constant of the sample: the value that stands there, or {@link #FIXED}
    private PlanTemplate(Relation sample, List<Expr.Literal> constants, List<Integer> slots) {
        this.sample = sample;
        this.constants = List.copyOf(constants);
        this.slots = List.copyOf(slots);
    }

    /// What two plans have in common, if every difference is a value's and every value makes one.
    static Optional<PlanTemplate> of(
            Relation first, List<SlotValue> firstValues, Relation other, List<SlotValue> others) {
        List<Expr.Literal> constants = PlanConstants.of(first);
        List<Expr.Literal> otherConstants = PlanConstants.of(other);
        if (constants.size() != otherConstants.size()) {
            return Optional.empty();
        }
        List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < constants.size(); i++) {
            Expr.Literal a = constants.get(i);
            Expr.Literal b = otherConstants.get(i);
            if (!a.type().equals(b.type())) {
                return Optional.empty();
            }
            int slot = a.equals(b) ? FIXED : slot(a, firstValues, b, others);
            if (slot == FIXED && !a.equals(b)) {
                return Optional.empty();
            }
            slots.add(slot);
        }
        PlanTemplate template = new PlanTemplate(first, constants, slots);
        return isEachUsed(slots, firstValues, others)
                        && template.with(others).filter(other::equals).isPresent()
                ? Optional.of(template)
                : Optional.empty();
    }

    private static int slot(
            Expr.Literal a, List<SlotValue> firstValues, Expr.Literal b, List<SlotValue> others) {
        for (int i = 0; i < firstValues.size(); i++) {
            if (firstValues.get(i).as(a.type()).filter(a::equals).isPresent()
                    && others.get(i).as(b.type()).filter(b::equals).isPresent()) {
                return i;
            }
        }
        return FIXED;
    }

    /// Equal values stay equal, so one may stand for the other.
    private static boolean isEachUsed(
            List<Integer> slots, List<SlotValue> values, List<SlotValue> others) {
        Set<List<Object>> used = new HashSet<>();
        slots.stream()
                .filter(s -> s != FIXED)
                .forEach(s -> used.add(List.of(values.get(s).text(), others.get(s).text())));
        for (int i = 0; i < values.size(); i++) {
            if (!used.contains(List.of(values.get(i).text(), others.get(i).text()))) {
                return false;
            }
        }
        return true;
    }

    /// The plan with these values; nothing if one of them does not become a constant where another
    /// did.
    Optional<Relation> with(List<SlotValue> values) {
        List<Expr.Literal> changed = new ArrayList<>(constants);
        for (int i = 0; i < changed.size(); i++) {
            int slot = slots.get(i);
            if (slot != FIXED) {
                Optional<Expr.Literal> constant = values.get(slot).as(constants.get(i).type());
                if (constant.isEmpty()) {
                    return Optional.empty();
                }
                changed.set(i, constant.get());
            }
        }
        return Optional.of(PlanConstants.with(sample, changed));
    }
}
