package dev.trawl.testkit.slt;

import dev.trawl.protocol.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A file of records over the tables of {@link SltTables}.
public record SltFile(String name, String description, List<SltRecord> records) {
    private static final String SEPARATOR = " \\| ";

    public SltFile {
        records = List.copyOf(records);
    }

    /// All files of this module, in the order of `slt/files.txt`.
    public static List<SltFile> all() {
        return names().stream().map(SltFile::load).toList();
    }

    /// Names of the files, such as `joins.slt`.
    public static List<String> names() {
        return resource("files.txt").lines().filter(l -> !l.isBlank()).toList();
    }

    public static SltFile load(String file) {
        return parse(resource(file));
    }

    static String resource(String file) {
        try (InputStream in = SltFile.class.getResourceAsStream("/slt/" + file)) {
            return new String(
                    Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IllegalArgumentException with the line for what is no record
    public static SltFile parse(String text) {
        List<String> lines = text.lines().toList();
        String name = "";
        String description = "";
        List<SltRecord> records = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            String line = lines.get(at);
            if (line.startsWith("# name: ")) {
                name = line.substring("# name: ".length());
            } else if (line.startsWith("# description: ")) {
                description = line.substring("# description: ".length());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                int end = at;
                while (end < lines.size() && !lines.get(end).isBlank()) {
                    end++;
                }
                records.add(record(at + 1, lines.subList(at, end)));
                at = end;
            }
            at++;
        }
        if (name.isBlank() || description.isBlank()) {
            throw new IllegalArgumentException("a file has a name and a description");
        }
        return new SltFile(name, description, records);
    }

    private static SltRecord record(int line, List<String> lines) {
        String[] head = lines.getFirst().split(" ", -1);
        int bar = lines.indexOf("----");
        String sql = String.join("\n", lines.subList(1, bar < 0 ? lines.size() : bar));
        if (sql.isBlank()) {
            throw new IllegalArgumentException("line %d: a record has SQL".formatted(line));
        }
        if (head.length == 2 && head[0].equals("error") && bar < 0) {
            return new SltRecord.Failure(line, sql, ErrorCode.valueOf(head[1]));
        }
        if (head.length == 3 && head[0].equals("query") && bar >= 0) {
            return new SltRecord.Query(
                    line,
                    sql,
                    head[1],
                    SltRecord.Order.valueOf(head[2].toUpperCase(Locale.ROOT)),
                    lines.subList(bar + 1, lines.size()).stream().map(SltFile::row).toList());
        }
        throw new IllegalArgumentException(
                "line %d: a record begins with 'query LETTERS nosort|rowsort' and has '----', or with 'error CODE'"
                        .formatted(line));
    }

    static List<@Nullable String> row(String line) {
        List<@Nullable String> row = new ArrayList<>();
        for (String value : line.split(SEPARATOR, -1)) {
            row.add(value.equals("NULL") ? null : unescaped(value));
        }
        return row;
    }

    private static String unescaped(String value) {
        if (value.equals("(empty)")) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean isEscape = c == '\\' && i + 1 < value.length();
            if (isEscape) {
                i++;
            }
            text.append(isEscape ? escape(value.charAt(i)) : c);
        }
        return text.toString();
    }

    private static char escape(char letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 's' -> ' ';
            default -> letter;
        };
    }

    /// A value as it stands in a file.
    public static String escaped(@Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        if (value.isEmpty()) {
            return "(empty)";
        }
        String text =
                value.replace("\\", "\\\\")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                        .replace("|", "\\|");
        String begun =
                text.startsWith(" ")
                        ? "\\s" + text.substring(1)
                        : text.equals("NULL") || text.equals("(empty)") ? "\\" + text : text;
        return begun.endsWith(" ") ? begun.substring(0, begun.length() - 1) + "\\s" : begun;
    }
}
