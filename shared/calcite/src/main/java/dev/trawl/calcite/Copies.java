package dev.trawl.calcite;

import dev.trawl.plan.Relation;
import dev.trawl.plan.WindowCall;
import dev.trawl.plan.WindowFrame;
import dev.trawl.plan.WindowFunction;
import java.util.List;

/// Rows that are alike, counted.
final class Copies {
    private Copies() {}

    /// The rows with one more column: the number of each among those that have the same values in
    /// the columns, from 1.
    static Relation numbered(Relation input, List<Integer> columns) {
        return new Relation.Window(
                input,
                columns,
                List.of(),
                List.of(
                        new WindowCall(
                                "copy",
                                WindowFunction.ROW_NUMBER,
                                List.of(),
                                WindowFrame.PARTITION)));
    }
}
