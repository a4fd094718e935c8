package dev.trawl.plan;

/// A named column of a relation. Names are labels for people: expressions refer to columns by
/// index, so two fields of one relation may have the same name.
public record Field(String name, Type type) {
    private static final int NAME_MAX = 256;

    public Field {
        if (name.length() > NAME_MAX) {
            throw new IllegalArgumentException(
                    "a column name has %d characters, the limit is %d"
                            .formatted(name.length(), NAME_MAX));
        }
    }
}
