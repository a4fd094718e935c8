package dev.trawl.source.objects.prune;

/// What is known of single values of a column beside its bounds.
@FunctionalInterface
public interface Presence {
    /// Nothing is known.
    Presence UNKNOWN = _ -> true;

    /// Whether some row may have the value; yes where in doubt.
    ///
    /// @param value as {@link dev.trawl.plan.Literals} has values
    boolean mayHold(Object value);
}
