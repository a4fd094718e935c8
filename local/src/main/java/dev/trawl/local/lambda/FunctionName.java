package dev.trawl.local.lambda;

import dev.trawl.local.lambda.InvokeException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function as a caller names it, with the alias or version after it, if any.
public record FunctionName(String function, @Nullable String qualifier) {

    private static final String CHARACTERS = "[a-zA-Z0-9$_-]{1,128}";

    /// The alias that every deployment has; without a qualifier it is meant here.
    private static final String LIVE = "live";

    public FunctionName {
        if (qualifier != null && !qualifier.matches(CHARACTERS)) {
            throw new InvokeException(
                    Reason.INVALID, "A qualifier must match " + CHARACTERS + ", not " + qualifier);
        }
    }

    /// Of `name`, `name:alias`, `account:function:name[:alias]` or an ARN.
    public static FunctionName parse(String name) {
        List<String> parts = List.of(name.split(":", -1));
        int marker = parts.indexOf("function");
        int function = marker >= 0 && marker + 1 < parts.size() ? marker + 1 : 0;
        return new FunctionName(
                parts.get(function), function + 1 < parts.size() ? parts.get(function + 1) : null);
    }

    /// With the qualifier that came beside the name; both may say the same.
    FunctionName qualified(@Nullable String beside) {
        if (beside == null || beside.equals(qualifier)) {
            return this;
        }
        if (qualifier != null) {
            throw new InvokeException(
                    Reason.INVALID,
                    "The derived qualifier from the function name does not match the specified"
                            + " qualifier.");
        }
        return new FunctionName(function, beside);
    }

    /// What a role names to allow it: the function alone stands for its alias `live` too.
    String permission() {
        return qualifier == null || qualifier.equals(LIVE) ? function : function + ":" + qualifier;
    }

    @Override
    public String toString() {
        return qualifier == null ? function : function + ":" + qualifier;
    }
}
