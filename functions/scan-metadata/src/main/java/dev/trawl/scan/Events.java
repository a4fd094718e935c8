package dev.trawl.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import org.jspecify.annotations.Nullable;

/// Reads which event of a resource a request goes back to.
final class Events {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Events() {}

    /// The `event` of the body; absent for the one before the last.
    ///
    /// @throws TrawlException INVALID_REQUEST
    static @Nullable String wanted(HttpRequest request) {
        String text = request.bodyText();
        try {
            JsonNode body = JSON.readTree(text.isBlank() ? "{}" : text);
            JsonNode event = body.path("event");
            if (body.isObject() && (event.isMissingNode() || event.isTextual())) {
                return event.isTextual() ? event.textValue() : null;
            }
        } catch (JsonProcessingException e) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "the body is not JSON: " + e.getOriginalMessage(),
                    e);
        }
        throw new TrawlException(
                ErrorCode.INVALID_REQUEST,
                "the body may have an 'event', the id of one that the history lists");
    }
}
