package dev.trawl.calcite;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// A text without the constants that are only compared with columns.
///
/// @param skeleton the text with marks in their places: texts with equal skeletons parse alike
/// @param slots which tokens have marks
/// @param parameters that are only compared with columns
/// @param makesConstants whether the text makes constants of constants
/// @param references the tables that the text names
record SqlShape(
        String skeleton,
        TextTokens text,
        List<Integer> slots,
        Set<String> parameters,
        boolean makesConstants,
        List<NameReference> references) {
    SqlShape {
        slots = List.copyOf(slots);
        parameters = Set.copyOf(parameters);
        references = List.copyOf(references);
    }

    /// The tokens whose values may be others, before it is known where they stand.
    static List<Integer> candidates(TextTokens text) {
        if (!text.isPlain()) {
            return List.of();
        }
        boolean hasOddTimes =
                text.tokens().stream()
                        .anyMatch(t -> !t.isNumber() && SlotValue.isOddTime(t.text()));
        return IntStream.range(0, text.tokens().size())
                .filter(i ->
                        value(text.tokens().get(i))
                                .filter(v -> !hasOddTimes || !v.form().equals(SlotValue.DATE))
                                .isPresent())
                .boxed()
                .toList();
    }

    static Optional<SlotValue> value(TextTokens.Token token) {
        return token.isNumber() ? SlotValue.number(token.text()) : SlotValue.text(token.text());
    }
}
