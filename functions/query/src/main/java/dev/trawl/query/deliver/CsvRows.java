package dev.trawl.query.deliver;

import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows as CSV (RFC 4180) with a header. NULL is an empty field, an empty text is `""`.
final class CsvRows implements Rows.Sink {
    private static final String LINE_END = "\r\n";

    private final Writer out;

    CsvRows(Writer out) {
        this.out = out;
    }

    void header(List<Field> fields) throws IOException {
        for (int i = 0; i < fields.size(); i++) {
            separate(i);
            text(fields.get(i).name());
        }
        out.write(LINE_END);
    }

    @Override
    public void beginRow() {}

    @Override
    public void value(int column, Type type, @Nullable Object value) throws IOException {
        separate(column);
        if (value != null) {
            text(Literals.toText(value));
        }
    }

    @Override
    public void endRow() throws IOException {
        out.write(LINE_END);
    }

    private void separate(int column) throws IOException {
        if (column > 0) {
            out.write(',');
        }
    }

    private void text(String text) throws IOException {
        boolean isPlain =
                !text.isEmpty()
                        && text.chars()
                                .noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        out.write(isPlain ? text : '"' + text.replace("\"", "\"\"") + '"');
    }
}
