package dev.trawl.local.lambda;

import java.util.List;

/// The forms in which a caller may name a function.
final class FunctionNames {

    private FunctionNames() {}

    /// The name alone, of `name`, `name:alias`, `account:function:name` or an ARN.
    static String simpleName(String name) {
        List<String> parts = List.of(name.split(":", -1));
        int function = parts.indexOf("function");
        return function >= 0 && function + 1 < parts.size()
                ? parts.get(function + 1)
                : parts.getFirst();
    }
}
