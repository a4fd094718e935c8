package dev.trawl.fleettests;

/// One of two worlds that stand in one fleet side by side, each with a reader who is told of the
/// other nothing. What is named after a world has its mark; both marks are equally long.
enum Side {
    FIRST("qqa"),
    SECOND("qqb");

    private final String mark;

    Side(String mark) {
        this.mark = mark;
    }

    /// The schema of its tables, and part of other names.
    String mark() {
        return mark;
    }

    /// A text of this world as the first one would say it.
    String neutral(String text) {
        return text.replace(mark, FIRST.mark);
    }
}
