package dev.trawl.lambda;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The JSON object that a caller sent. Reading what is not there, of another type or unknown is
/// INVALID_REQUEST with the field's name; values are not repeated.
public final class RequestBody {
    private static final JsonLimits LIMITS = new JsonLimits(50, JsonLimits.DEFAULT.charactersMax());

    private final String path;
    private final JsonValue.Fields fields;

    private RequestBody(String path, JsonValue.Fields fields) {
        this.path = path;
        this.fields = fields;
    }

    public static RequestBody of(HttpRequest request) {
        try {
            if (JsonValue.parse(request.bodyText(), LIMITS) instanceof JsonValue.Fields fields) {
                return new RequestBody("", fields);
            }
        } catch (MalformedJsonException e) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "the body is not JSON: " + e.getMessage(), e);
        }
        throw invalid("the body must be a JSON object");
    }

    /// Refuses fields of other names.
    public RequestBody only(Set<String> known) {
        for (String name : fields.values().keySet()) {
            if (!known.contains(name)) {
                throw invalid(
                        "the body has no field '%s%s'; known: %s"
                                .formatted(path, name, known.stream().sorted().toList()));
            }
        }
        return this;
    }

    public JsonValue.Fields fields() {
        return fields;
    }

    public String text(String name) {
        return findText(name)
                .orElseThrow(() -> invalid("the body needs '%s%s'".formatted(path, name)));
    }

    public Optional<String> findText(String name) {
        return findPresent(name)
                .map(value ->
                        switch (value) {
                            case JsonValue.Text(String text) -> text;
                            default -> throw wrongType(name, "a text");
                        });
    }

    /// A whole number in bounds.
    public Optional<Long> findNumber(String name, long min, long max) {
        return findPresent(name).map(value -> number(name, value, min, max));
    }

    public Optional<Boolean> findFlag(String name) {
        return findPresent(name)
                .map(value ->
                        switch (value) {
                            case JsonValue.Flag(boolean flag) -> flag;
                            default -> throw wrongType(name, "true or false");
                        });
    }

    /// The object under a name; empty if there is none.
    public RequestBody object(String name) {
        JsonValue value = findPresent(name).orElse(new JsonValue.Fields(Map.of()));
        if (value instanceof JsonValue.Fields object) {
            return new RequestBody(path + name + ".", object);
        }
        throw wrongType(name, "an object");
    }

    public boolean has(String name) {
        return findPresent(name).isPresent();
    }

    private Optional<JsonValue> findPresent(String name) {
        return fields.find(name).filter(value -> !(value instanceof JsonValue.Null));
    }

    private long number(String name, JsonValue value, long min, long max) {
        String what = "a whole number from %d to %d".formatted(min, max);
        if (value instanceof JsonValue.Numeral(BigDecimal number)) {
            try {
                long whole = number.longValueExact();
                if (whole >= min && whole <= max) {
                    return whole;
                }
            } catch (ArithmeticException e) {
                throw wrongType(name, what);
            }
        }
        throw wrongType(name, what);
    }

    private TrawlException wrongType(String name, String what) {
        return invalid("'%s%s' must be %s".formatted(path, name, what));
    }

    private static TrawlException invalid(String message) {
        return new TrawlException(ErrorCode.INVALID_REQUEST, message);
    }
}
