package dev.trawl.protocol;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The outer form of every message between functions: a version, then the request, or the answer or
/// its error. Both sides read their own version and the one before.
public final class Envelope {
    public static final int VERSION = 1;

    private Envelope() {}

    public static <T> String request(T message, BiConsumer<JsonWriter, T> codec) {
        return wrap("request", w -> codec.accept(w, message));
    }

    public static <T> String answer(T message, BiConsumer<JsonWriter, T> codec) {
        return wrap("answer", w -> codec.accept(w, message));
    }

    public static String error(TrawlException error) {
        return wrap("error", w -> writeError(w, error));
    }

    /// @throws TrawlException MALFORMED_MESSAGE if the text is no request of a known version
    public static <T> T readRequest(String json, Function<JsonReader, T> codec) {
        return guarded(() ->
                JsonReader.read(
                        json,
                        JsonLimits.DEFAULT,
                        in -> {
                            begin(in);
                            T message = codec.apply(in.field("request"));
                            in.endObject();
                            return message;
                        }));
    }

    /// The answer, or the error that came instead, thrown.
    ///
    /// @throws TrawlException the other function's, or MALFORMED_MESSAGE
    public static <T> T readAnswer(String json, Function<JsonReader, T> codec) {
        return guarded(() ->
                JsonReader.read(
                        json,
                        JsonLimits.DEFAULT,
                        in -> {
                            begin(in);
                            if (in.has("error")) {
                                throw readError(in.field("error"));
                            }
                            T message = codec.apply(in.field("answer"));
                            in.endObject();
                            return message;
                        }));
    }

    private static String wrap(String field, java.util.function.Consumer<JsonWriter> body) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("v").integer(VERSION).field(field);
                    body.accept(o);
                }));
    }

    private static void begin(JsonReader in) {
        in.beginObject();
        int version = in.field("v").integer32();
        if (version != VERSION) {
            throw in.malformed("version %d is not known, only %d".formatted(version, VERSION));
        }
    }

    private static void writeError(JsonWriter out, TrawlException error) {
        out.object(o -> {
            o.field("code").string(error.code().name());
            o.field("message").string(error.text());
            error.position()
                    .ifPresent(p ->
                            o.field("line").integer(p.line()).field("column").integer(p.column()));
            error.retryAfterSeconds().ifPresent(s -> o.field("retryAfter").integer(s));
        });
    }

    private static TrawlException readError(JsonReader in) {
        in.beginObject();
        String name = in.field("code").string();
        String message = in.field("message").string();
        @Nullable SqlPosition position = in.has("line") ? readPosition(in) : null;
        @Nullable Integer retryAfter = in.optional("retryAfter", JsonReader::integer32);
        in.endObject();
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name) && retryAfter != null) {
                return TrawlException.retryAfter(code, message, retryAfter);
            }
            if (code.name().equals(name)) {
                return new TrawlException(code, message, position, null);
            }
        }
        return new TrawlException(ErrorCode.INTERNAL, "an unknown error, " + name + ": " + message);
    }

    private static SqlPosition readPosition(JsonReader in) {
        int line = in.field("line").integer32();
        int column = in.field("column").integer32();
        return Codecs.checked(in, () -> new SqlPosition(line, column));
    }

    private static <T> T guarded(java.util.function.Supplier<T> read) {
        try {
            return read.get();
        } catch (MalformedJsonException e) {
            throw new TrawlException(
                    ErrorCode.MALFORMED_MESSAGE, "a message is malformed: " + e.getMessage(), e);
        }
    }
}
