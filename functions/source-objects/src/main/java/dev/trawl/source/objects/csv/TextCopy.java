package dev.trawl.source.objects.csv;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.source.objects.table.TableLayout;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes of a fetched text file the one that {@link CsvQuery} reads: decompressed, JSON lines as
/// records.
public final class TextCopy {
    private final DataFile file;
    private final TableLayout layout;
    private final long bytesMax;

    /// @param bytesMax of the text
    public TextCopy(DataFile file, TableLayout layout, long bytesMax) {
        this.file = file;
        this.layout = layout;
        this.bytesMax = bytesMax;
    }

    /// Whether the file is read as it was fetched.
    public static boolean isNeeded(DataFile file, TableLayout layout) {
        return layout.format() == TableLayout.Format.JSON
                || TextFile.of(file.key()) != TextFile.PLAIN;
    }

    /// Reads `from`, which is removed, and writes `to`.
    ///
    /// @throws TrawlException SOURCE_DATA_INVALID if the file is damaged or no such file;
    ///   BYTES_LIMIT_EXCEEDED if its text is too large
    public void run(Path from, Path to) {
        try (OutputStream out = new BoundedOutput(opened(to), bytesMax)) {
            try (InputStream in = TextFile.of(file.key()).open(Files.newInputStream(from))) {
                copy(in, out);
            } catch (IOException e) {
                throw file.invalid(
                        "cannot be read: it is damaged or not compressed as its name says");
            }
            out.flush();
            Files.delete(from);
        } catch (IOException e) {
            throw full(e);
        }
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        if (layout.format() == TableLayout.Format.JSON) {
            Writer writer =
                    new BufferedWriter(
                            new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
            new JsonLines(file, layout.columns()).copy(in, writer);
            writer.flush();
        } else {
            in.transferTo(out);
        }
    }

    private static OutputStream opened(Path to) throws IOException {
        return Files.newOutputStream(to);
    }

    static TrawlException full(IOException e) {
        return new TrawlException(
                ErrorCode.MEMORY_LIMIT_EXCEEDED,
                "the function's scratch space is too small for the files of this query; filter"
                        + " more, or give it more",
                e);
    }
}
