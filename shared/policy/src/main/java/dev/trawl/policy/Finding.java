package dev.trawl.policy;

/// Something about policies that an author should know.
///
/// @param place `policy/name: rule r`, or a place in a spec
/// @param advice what to do about it; empty if the message says it
public record Finding(Severity severity, String place, String message, String advice)
        implements Comparable<Finding> {
    public enum Severity {
        /// The bundle would be refused.
        ERROR,
        /// Allowed, but hardly meant.
        WARNING
    }

    @Override
    public int compareTo(Finding other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return "%s %s: %s%s"
                .formatted(
                        severity.name().toLowerCase(java.util.Locale.ROOT),
                        place,
                        message,
                        advice.isEmpty() ? "" : "; " + advice);
    }
}
