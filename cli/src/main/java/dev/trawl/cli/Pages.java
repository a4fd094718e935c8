package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Follows the pages of a list to its end.
final class Pages {

    private static final int PAGES_MAX = 1_000;

    private Pages() {}

    /// All items of all pages.
    ///
    /// @param path may have parameters
    /// @param field of the answer that has the items
    static ArrayNode all(Api api, String path, String field) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        String after = "";
        for (int i = 0; i < PAGES_MAX; i++) {
            String parameter =
                    after.isEmpty()
                            ? ""
                            : (path.contains("?") ? "&" : "?") + "after=" + encoded(after);
            JsonNode page = api.json(Api.Call.get(path + parameter));
            page.path(field).forEach(all::add);
            after = page.path("next").asText("");
            if (after.isEmpty() || page.path("next").isNull()) {
                return all;
            }
        }
        throw new CommandException("The list does not end.");
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
