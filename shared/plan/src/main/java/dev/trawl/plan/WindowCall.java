package dev.trawl.plan;

import java.util.List;

/// One function of {@link Relation.Window}.
///
/// @param frame {@link WindowFrame#PARTITION} for functions that look at no frame
public record WindowCall(
        String name, WindowFunction function, List<Expr> arguments, WindowFrame frame) {
    public WindowCall {
        arguments = List.copyOf(arguments);
        function.resultType(arguments);
        if (!function.readsFrame() && !frame.equals(WindowFrame.PARTITION)) {
            throw new IllegalArgumentException(
                    "%s looks at no frame but its partition".formatted(function.text()));
        }
    }

    public Type type() {
        return function.resultType(arguments);
    }
}
