package dev.trawl.benchmarks;

import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes tables of TPC-H as text: arguments are the scale, a folder and the tables' names.
///
/// A table becomes `<table>.tbl`, a row per line with bars between its values, and `<table>.rows`,
/// how many there are.
public final class TpchLines {

    private TpchLines() {}

    /// Runs it.
    public static void main(String[] arguments) throws IOException {
        double scale = Double.parseDouble(arguments[0]);
        Path folder = Path.of(arguments[1]);
        for (int i = 2; i < arguments.length; i++) {
            write(TpchTable.getTable(arguments[i]), scale, folder);
        }
    }

    private static <E extends TpchEntity> void write(TpchTable<E> table, double scale, Path folder)
            throws IOException {
        long rows = 0;
        try (Writer lines =
                Files.newBufferedWriter(folder.resolve(table.getTableName() + ".tbl"))) {
            for (E row : table.createGenerator(scale, 1, 1)) {
                String line = row.toLine();
                lines.write(line, 0, line.endsWith("|") ? line.length() - 1 : line.length());
                lines.write('\n');
                rows++;
            }
        }
        Files.writeString(
                folder.resolve(table.getTableName() + ".rows"), Long.toString(rows) + "\n");
    }
}
