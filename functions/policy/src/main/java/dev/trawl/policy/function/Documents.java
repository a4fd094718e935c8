package dev.trawl.policy.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;

/// Reads the bodies of requests, YAML or JSON.
final class Documents {
    private static final int CHARACTERS_MAX = 2 * 1024 * 1024;
    private static final int DEPTH_MAX = 50;
    private static final ObjectMapper MAPPER =
            new ObjectMapper(
                            YAMLFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Documents() {}

    /// The one object of the body; an empty body is an empty object.
    ///
    /// @throws TrawlException INVALID_REQUEST or REQUEST_TOO_LARGE
    static JsonNode parse(HttpRequest request) {
        String text = request.bodyText();
        if (text.length() > CHARACTERS_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the body has %d characters, the limit is %d"
                            .formatted(text.length(), CHARACTERS_MAX));
        }
        try {
            JsonNode node = MAPPER.readTree(text.isBlank() ? "{}" : text);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "the body is neither YAML nor JSON: " + e.getOriginalMessage(),
                    e);
        }
        throw new TrawlException(ErrorCode.INVALID_REQUEST, "the body is an object");
    }
}
