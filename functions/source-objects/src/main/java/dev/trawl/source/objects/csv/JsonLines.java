package dev.trawl.source.objects.csv;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.source.objects.table.TableLayout;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One JSON object to a line as records of text, which {@link CsvQuery} casts: digits of numbers
/// are kept as they are written. What is absent or null is NULL; arrays and objects are values of
/// JSON columns only; other members than the table's are left out.
public final class JsonLines {
    private static final int LINE_CHARS_MAX = 16 << 20;
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(100)
                                    .maxStringLength(LINE_CHARS_MAX)
                                    .maxNumberLength(1_000)
                                    .build())
                    .build();

    private final DataFile file;
    private final List<Field> columns;
    private final Map<String, Integer> indexes = new HashMap<>();
    private int line;

    public JsonLines(DataFile file, List<Field> columns) {
        this.file = file;
        this.columns = columns;
        columns.forEach(c -> indexes.put(c.name(), indexes.size()));
    }

    /// How the records are laid out: the table's columns and one more.
    public static TableLayout records(TableLayout layout) {
        List<Field> columns = new ArrayList<>(layout.columns());
        columns.add(new Field("end", Type.Simple.VARCHAR));
        return new TableLayout(
                layout.prefix(),
                TableLayout.Format.CSV,
                layout.partitions(),
                columns,
                new TableLayout.CsvOptions(false, ",", ""));
    }

    /// Copies all lines as comma-separated records without a header: NULL is nothing, all else is
    /// quoted.
    ///
    /// @throws dev.trawl.protocol.TrawlException SOURCE_DATA_INVALID with the number of the line
    ///   that is no object
    void copy(InputStream in, Writer out) throws IOException {
        BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                in,
                                StandardCharsets.UTF_8
                                        .newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)),
                        1 << 16);
        try {
            String text = reader.readLine();
            while (text != null) {
                line++;
                if (!text.isBlank()) {
                    write(values(text), out);
                }
                text = reader.readLine();
            }
        } catch (CharacterCodingException e) {
            throw file.invalid("is no UTF-8 after line %d".formatted(line));
        }
    }

    private @Nullable String[] values(String text) {
        @Nullable String[] values = new String[columns.size()];
        try (JsonParser parser = JSON.createParser(text)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            for (String name = parser.nextFieldName();
                    name != null;
                    name = parser.nextFieldName()) {
                parser.nextToken();
                Integer index = indexes.get(name);
                if (index == null) {
                    parser.skipChildren();
                } else {
                    values[index] = value(parser, columns.get(index));
                }
            }
            require(parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
            return values;
        } catch (IOException e) {
            throw wrong();
        }
    }

    private @Nullable String value(JsonParser parser, Field column) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (column.type() == Type.Simple.JSON) {
            return json(parser);
        }
        if (token.isStructStart()) {
            throw file.invalid(
                    "has an array or object for column '%s' in line %d, where the catalog has %s"
                            .formatted(column.name(), line, column.type().text()));
        }
        return checked(parser.getText());
    }

    private String json(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            generator.copyCurrentStructureExact(parser);
        }
        return checked(text.toString());
    }

    /// Texts hold neither NUL nor halves of characters.
    private String checked(String text) {
        require(text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text));
        return text;
    }

    private void require(boolean condition) {
        if (!condition) {
            throw wrong();
        }
    }

    private RuntimeException wrong() {
        return file.invalid("has no readable JSON object in line %d".formatted(line));
    }

    /// The last field is there in every record, so that none is an empty line.
    private static void write(@Nullable String[] values, Writer out) throws IOException {
        for (String value : values) {
            if (value != null) {
                out.write('"');
                out.write(value.replace("\"", "\"\""));
                out.write('"');
            }
            out.write(',');
        }
        out.write("1\n");
    }
}
