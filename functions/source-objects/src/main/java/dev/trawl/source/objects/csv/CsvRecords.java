package dev.trawl.source.objects.csv;

import java.util.ArrayList;
import java.util.List;

/// Splits text into records and fields (RFC 4180: a quote in a quoted field is doubled). For
/// headers and samples; data is read by DuckDB.
public final class CsvRecords {
    private final String text;
    private final char delimiter;
    private int at;

    private CsvRecords(String text, char delimiter) {
        this.text = text;
        this.delimiter = delimiter;
        this.at = !text.isEmpty() && text.charAt(0) == '\uFEFF' ? 1 : 0;
    }

    /// Where a text ends.
    public enum Ends {
        /// With the file.
        FILE,
        /// Anywhere; what is begun there is left out.
        INSIDE
    }

    public static List<List<String>> parse(String text, char delimiter, Ends end) {
        CsvRecords parser = new CsvRecords(text, delimiter);
        List<List<String>> records = new ArrayList<>();
        while (parser.at < text.length()) {
            List<String> record = parser.record();
            boolean isComplete = parser.isBehindLineEnd() || end == Ends.FILE;
            if (isComplete) {
                records.add(record);
            }
        }
        return records;
    }

    private boolean isBehindLineEnd() {
        return at > 0 && (text.charAt(at - 1) == '\n' || text.charAt(at - 1) == '\r');
    }

    private List<String> record() {
        List<String> fields = new ArrayList<>();
        fields.add(field());
        while (at < text.length() && text.charAt(at) == delimiter) {
            at++;
            fields.add(field());
        }
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        return List.copyOf(fields);
    }

    private String field() {
        StringBuilder field = new StringBuilder();
        boolean isQuoted = at < text.length() && text.charAt(at) == '"';
        if (isQuoted) {
            at++;
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isQuoted && c == '"') {
                at++;
                if (at < text.length() && text.charAt(at) == '"') {
                    field.append('"');
                    at++;
                } else {
                    isQuoted = false;
                }
            } else if (!isQuoted && (c == delimiter || c == '\n' || c == '\r')) {
                break;
            } else {
                field.append(c);
                at++;
            }
        }
        return field.toString();
    }
}
