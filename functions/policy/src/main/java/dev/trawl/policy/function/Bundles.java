package dev.trawl.policy.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

    /// What the bundle of an apply changes: its resources, under the conditions of `heads`, and
    /// what `delete` names. A head is the ETag of the resource as the author saw it, empty for one
    /// that was not there.
    static List<Change> changes(String text) {
        if (!WRAPPED.matcher(text).lookingAt()) {
            return parse(text).stream().map(Change::put).toList();
        }
        JsonNode body = body(text);
        List<Change> changes = new ArrayList<>();
        ResourceDocuments.parse(body.path("resources").toString())
                .forEach(r -> changes.add(new Change(r.kind(), r.name(), r, head(body, r.id()))));
        body.path("delete").forEach(id -> changes.add(deletion(body, id.asText())));
        if (changes.isEmpty()) {
            throw invalid("the bundle has no resources");
        }
        Set<String> ids = new TreeSet<>();
        body.path("heads").fieldNames().forEachRemaining(ids::add);
        changes.forEach(c -> ids.remove(c.kind().path() + "/" + c.name()));
        if (!ids.isEmpty()) {
            throw invalid("heads: the bundle does not change " + String.join(", ", ids));
        }
        return changes;
    }

    private static Change deletion(JsonNode body, String id) {
        int slash = id.indexOf('/');
        Optional<ResourceKind> kind =
                slash < 0 ? Optional.empty() : ResourceKind.find(id.substring(0, slash));
        if (kind.isEmpty() || !Resource.isName(id.substring(slash + 1))) {
            throw invalid("delete: '%s' names no resource, as dataset/legs does".formatted(id));
        }
        String name = id.substring(slash + 1);
        return new Change(kind.get(), name, null, head(body, kind.get().path() + "/" + name));
    }

    private static @Nullable String head(JsonNode body, String id) {
        return body.path("heads").has(id)
                ? body.path("heads").path(id).asText().replace("\"", "")
                : null;
    }

    private static String wrapped(String text) {
        return body(text).path("resources").toString();
    }

    private static JsonNode body(String text) {
        try {
            JsonNode body = JSON.readTree(text);
            Set<String> fields = new TreeSet<>();
            body.fieldNames().forEachRemaining(fields::add);
            fields.removeAll(List.of("resources", "heads", "delete"));
            if (fields.isEmpty()
                    && body.path("resources").isArray()
                    && (!body.has("heads") || body.path("heads").isObject())
                    && (!body.has("delete") || body.path("delete").isArray())) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw new TrawlException(
                    ErrorCode.INVALID_RESOURCE,
                    "the bundle is not JSON: " + e.getOriginalMessage(),
                    e);
        }
        throw invalid(
                "the bundle has the field 'resources', a list, and may have 'heads', heads by the ids of resources, and 'delete', a list of ids");
    }

    private static TrawlException invalid(String message) {
        return new TrawlException(ErrorCode.INVALID_RESOURCE, message);
    }
}
