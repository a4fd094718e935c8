package dev.trawl.calcite;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// How the constants of a query and its views lie to each other. Simplification compares constants
/// (`a > 5 and a < 3` has no rows), so plans are alike only where the order of constants is.
final class ConstantOrder {
    private final TreeSet<BigDecimal> numbers = new TreeSet<>();
    private final TreeSet<String> texts = new TreeSet<>();
    private int textCount;

    /// A constant of a text, whatever it stands for.
    void add(TextTokens.Token token) {
        if (token.isNumber()) {
            addNumber(token.text());
        } else {
            addText(token.text());
        }
    }

    void addNumber(String text) {
        BigDecimal number = new BigDecimal(text);
        numbers.add(number);
        // A minus before it is not seen here.
        numbers.add(number.negate());
    }

    void addText(String text) {
        texts.add(text);
        textCount++;
        if (SlotValue.isNumberlike(text)) {
            try {
                addNumber(text.strip());
            } catch (NumberFormatException _) {
                // It stands for no number that others are compared with.
            }
        }
    }

    void add(SlotValue value) {
        if (value.isNumber()) {
            numbers.add(value.number());
        } else {
            addText(value.text());
        }
    }

    ConstantOrder copy() {
        ConstantOrder copy = new ConstantOrder();
        copy.numbers.addAll(numbers);
        copy.texts.addAll(texts);
        copy.textCount = textCount;
        return copy;
    }

    /// Whether the spellings of the values tell their order, wherever they stand: days among days
    /// and texts, an id by itself.
    boolean isTold(List<SlotValue> values) {
        boolean hasDays = values.stream().anyMatch(v -> v.form().equals(SlotValue.DATE));
        boolean hasIds = values.stream().anyMatch(v -> v.form().equals(SlotValue.UUID));
        return (!hasIds || textCount == 1)
                && (!hasDays || texts.stream().noneMatch(SlotValue::isOddTime));
    }

    /// The place of a value among all that were added.
    int rank(SlotValue value) {
        return value.isNumber()
                ? numbers.headSet(value.number()).size()
                : texts.headSet(value.text()).size();
    }

    /// Other values of the same forms in the same order, none of which is what it was; nothing if
    /// there is no room for them.
    ///
    /// @param anchors what stays
    static Optional<List<SlotValue>> others(List<SlotValue> values, ConstantOrder anchors) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            order.add(i);
        }
        order.sort((a, b) -> compare(values.get(a), values.get(b)));
        List<SlotValue> others = new ArrayList<>(values);
        int before = -1;
        for (int i : order) {
            SlotValue value = values.get(i);
            SlotValue last = before < 0 ? null : values.get(before);
            SlotValue lastOther = before < 0 ? null : others.get(before);
            Optional<SlotValue> other =
                    value.others()
                            .filter(o -> anchors.isBesideSame(value, o))
                            .filter(o ->
                                    last == null
                                            || lastOther == null
                                            || last.isNumber() != value.isNumber()
                                            || Integer.signum(compare(last, value))
                                                    == Integer.signum(compare(lastOther, o)))
                            .findFirst();
            if (other.isEmpty()) {
                return Optional.empty();
            }
            others.set(i, other.get());
            before = i;
        }
        return Optional.of(others);
    }

    private boolean isBesideSame(SlotValue value, SlotValue other) {
        return value.isNumber()
                ? isBesideSame(numbers, value.number(), other.number())
                : isBesideSame(texts, value.text(), other.text());
    }

    /// Whether nothing lies between two values, nor is one of them.
    private static <T extends Comparable<? super T>> boolean isBesideSame(
            NavigableSet<T> anchors, T a, T b) {
        return !anchors.contains(a)
                && !anchors.contains(b)
                && anchors.headSet(a).size() == anchors.headSet(b).size();
    }

    private static int compare(SlotValue a, SlotValue b) {
        if (a.isNumber() != b.isNumber()) {
            return a.isNumber() ? -1 : 1;
        }
        return a.isNumber() ? a.number().compareTo(b.number()) : a.text().compareTo(b.text());
    }
}
