package dev.trawl.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.trawl.protocol.SqlPosition;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Where the parts of a text are that holds several documents.
final class Places {
    private final Map<String, SqlPosition> places = new HashMap<>();

    private Places() {}

    /// @param text that was read once already
    static Places of(JsonFactory language, String text) {
        Places places = new Places();
        try (JsonParser parser = language.createParser(text)) {
            places.read(parser);
        } catch (IOException e) {
            // What was read once is read again; should it not be, a place is missing, no more.
            return places;
        }
        return places;
    }

    /// The place of a pointer into a document, or of what it is in.
    ///
    /// @param document from 1
    Optional<SqlPosition> find(int document, String pointer) {
        String at = pointer;
        while (true) {
            SqlPosition place = places.get(document + at);
            if (place != null || at.isEmpty()) {
                return Optional.ofNullable(place);
            }
            at = at.substring(0, at.lastIndexOf('/'));
        }
    }

    private void read(JsonParser parser) throws IOException {
        int document = 0;
        int depth = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (depth == 0) {
                document++;
            }
            if (token.isStructEnd()) {
                depth--;
                continue;
            }
            note(document, parser);
            if (token.isStructStart()) {
                depth++;
            }
        }
    }

    /// The name of a field comes before its value and stays its place.
    private void note(int document, JsonParser parser) {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        if (parser.currentToken().isStructStart()) {
            pointer = parser.getParsingContext().getParent().pathAsPointer().toString();
        }
        JsonLocation at = parser.currentTokenLocation();
        places.putIfAbsent(
                document + pointer,
                new SqlPosition(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr())));
    }
}
