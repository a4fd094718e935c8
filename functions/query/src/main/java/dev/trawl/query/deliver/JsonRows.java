package dev.trawl.query.deliver;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Rows as JSON arrays. Booleans, integers and finite floating numbers are what they are in JSON;
/// all others are texts: decimals with all their digits, times as ISO 8601, bytes in hexadecimal,
/// and `NaN`, `Infinity`, `-Infinity`.
final class JsonRows implements Rows.Sink {
    private final JsonGenerator out;

    JsonRows(JsonGenerator out) {
        this.out = out;
    }

    @Override
    public void beginRow() throws IOException {
        out.writeStartArray();
    }

    @Override
    public void value(int column, Type type, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case Boolean flag -> out.writeBoolean(flag);
            case Long number -> out.writeNumber(number);
            case Float number when Float.isFinite(number) -> out.writeNumber(number);
            case Double number when Double.isFinite(number) -> out.writeNumber(number);
            default -> out.writeString(Literals.toText(value));
        }
    }

    @Override
    public void endRow() throws IOException {
        out.writeEndArray();
    }
}
