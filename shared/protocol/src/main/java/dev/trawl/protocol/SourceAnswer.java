package dev.trawl.protocol;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Field;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers of source functions.
public sealed interface SourceAnswer {
    /// Rows of a fragment: inline or in parts, never both.
    ///
    /// @param inline one Arrow IPC stream; absent if the rows are in parts
    record Rows(List<Field> fields, @Nullable Bytes inline, List<Part> parts, Statistics statistics)
            implements SourceAnswer {
        public Rows {
            fields = List.copyOf(fields);
            parts = List.copyOf(parts);
            if (inline != null && !parts.isEmpty()) {
                throw new IllegalArgumentException("rows are inline or in parts, not both");
            }
        }
    }

    /// @param snapshot names the version of the data that all splits read
    record Splits(List<Split> splits, String snapshot) implements SourceAnswer {
        public Splits {
            splits = List.copyOf(splits);
        }
    }

    /// @param steps one line per step, first what the source's engine runs, then the local
    ///   evaluator
    record Explanation(List<String> steps) implements SourceAnswer {
        public Explanation {
            steps = List.copyOf(steps);
        }
    }

    record Tables(List<DiscoveredTable> tables) implements SourceAnswer {
        public Tables {
            tables = List.copyOf(tables);
        }
    }

    /// What a table's columns hold, in figures.
    ///
    /// @param rows that were looked at
    /// @param isWhole whether these are all rows of the table
    record Profile(long rows, boolean isWhole, List<ColumnProfile> columns)
            implements SourceAnswer {
        public Profile {
            columns = List.copyOf(columns);
        }
    }

    /// Figures of one column. Counts and words of {@link PersonalData}, never a value.
    ///
    /// @param nulls rows without a value
    /// @param distinct different values, estimated within a few percent
    /// @param width bytes of a value on average
    /// @param found what the values, or the name, seem to be; absent for nothing personal
    /// @param confidence in percent; 0 where nothing was found
    /// @param examined different values that were looked into
    /// @param matched how many of them have the form of what was found
    record ColumnProfile(
            String name,
            long nulls,
            long distinct,
            int width,
            @Nullable PersonalData found,
            int confidence,
            int examined,
            int matched) {}

    /// The rows of a run are in the table.
    ///
    /// @param rows of the run
    /// @param isRepeat whether they were there already, so that nothing was written
    record Written(long rows, boolean isRepeat) implements SourceAnswer {}

    /// One object that holds an Arrow IPC stream.
    ///
    /// @param location `bucket/key`
    /// @param sha256 of the object's bytes, in hexadecimal
    record Part(String location, long rows, long bytes, String sha256) {}

    /// @param token opaque; only the source that made it reads it
    record Split(String token, long bytes) {}

    /// Figures of governed rows only.
    ///
    /// @param steps as in {@link Explanation}
    record Statistics(long rows, long bytes, long elapsedMicros, List<String> steps) {
        public Statistics {
            steps = List.copyOf(steps);
        }
    }

    /// A table as the source has it.
    ///
    /// @param mapping how the source finds it again; goes into the catalog untouched
    /// @param rowCount estimated; negative if not known
    /// @param comments what the source says of columns, by their names
    record DiscoveredTable(
            String schema,
            String name,
            List<Field> columns,
            List<String> notes,
            Map<String, String> mapping,
            long rowCount,
            Map<String, String> comments) {
        /// Of whose columns nothing is said.
        public DiscoveredTable(
                String schema,
                String name,
                List<Field> columns,
                List<String> notes,
                Map<String, String> mapping,
                long rowCount) {
            this(schema, name, columns, notes, mapping, rowCount, Map.of());
        }

        public DiscoveredTable {
            comments = Map.copyOf(comments);
            columns = List.copyOf(columns);
            notes = List.copyOf(notes);
            mapping = Map.copyOf(mapping);
        }
    }
}
