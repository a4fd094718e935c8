package dev.trawl.policy.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.regex.Pattern;

/// Bundles of resources as requests have them, and what became of them as answers have it.
final class Bundles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WRAPPED = Pattern.compile("\\s*\\{\\s*\"resources\"");

    private Bundles() {}

    /// YAML documents, a JSON array, or `{"resources": [...]}`.
    static List<Resource> parse(String text) {
        List<Resource> resources =
                WRAPPED.matcher(text).lookingAt()
                        ? ResourceDocuments.parse(wrapped(text))
                        : ResourceDocuments.parse(text);
        if (resources.isEmpty()) {
            throw new TrawlException(ErrorCode.INVALID_RESOURCE, "the bundle has no resources");
        }
        return resources;
    }

    private static String wrapped(String text) {
        try {
            JsonNode body = JSON.readTree(text);
            if (body.size() == 1 && body.path("resources").isArray()) {
                return body.path("resources").toString();
            }
        } catch (JsonProcessingException e) {
            throw new TrawlException(
                    ErrorCode.INVALID_RESOURCE,
                    "the bundle is not JSON: " + e.getOriginalMessage(),
                    e);
        }
        throw new TrawlException(
                ErrorCode.INVALID_RESOURCE, "the bundle has the one field 'resources', a list");
    }
}
