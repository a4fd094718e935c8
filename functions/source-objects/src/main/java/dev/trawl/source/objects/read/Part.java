package dev.trawl.source.objects.read;

import dev.trawl.plan.Type;
import dev.trawl.source.objects.csv.TextCopy;
import dev.trawl.source.objects.parquet.CompactFile;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.source.objects.table.TableLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a scan needs of one file.
sealed interface Part {
    DataFile file();

    /// Bytes to fetch.
    long bytes();

    /// Row groups and columns of a Parquet file.
    ///
    /// @param types of the needed columns, in the scan's order; null where the scan's column is a
    ///   partition
    /// @param unproven columns whose dates may lie outside the calendar
    /// @param digits of decimal columns
    record Parquet(
            DataFile file,
            CompactFile compact,
            List<@Nullable Type> types,
            Set<String> unproven,
            Digits digits,
            Path path)
            implements Part {
        @Override
        public long bytes() {
            return compact.bytes();
        }
    }

    /// A Parquet file of which only the number of rows matters.
    record Count(DataFile file, long rows) implements Part {
        @Override
        public long bytes() {
            return 0;
        }
    }

    /// A whole text file.
    ///
    /// @param path of what is read in the end
    record Csv(DataFile file, TableLayout layout, Path path) implements Part {
        /// Where the file itself is fetched to.
        Path fetched() {
            return TextCopy.isNeeded(file, layout)
                    ? path.resolveSibling(path.getFileName() + ".fetched")
                    : path;
        }

        @Override
        public long bytes() {
            return file.object().size();
        }
    }
}
