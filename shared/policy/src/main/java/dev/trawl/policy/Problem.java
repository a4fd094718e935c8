package dev.trawl.policy;

/// What is wrong with a resource, and where.
///
/// @param place `policy/name: spec.rules[0].condition`
public record Problem(String place, String message) implements Comparable<Problem> {
    @Override
    public int compareTo(Problem other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return place + ": " + message;
    }
}
