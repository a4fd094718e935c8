package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// How two resources differ, field by field.
final class Differences {
    private static final int LINES_MAX = 200;

    private Differences() {}

    static List<String> between(@Nullable Resource from, @Nullable Resource to) {
        List<String> lines = new ArrayList<>();
        compare("", tree(from), tree(to), lines);
        return List.copyOf(lines);
    }

    private static JsonNode tree(@Nullable Resource resource) {
        return resource == null
                ? ResourceDocuments.object()
                : ResourceDocuments.tree(ResourceDocuments.write(resource));
    }

    private static void compare(String place, JsonNode from, JsonNode to, List<String> lines) {
        if (from.equals(to) || lines.size() >= LINES_MAX) {
            return;
        }
        if (from.isObject() && to.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            from.fieldNames().forEachRemaining(names::add);
            to.fieldNames().forEachRemaining(names::add);
            names.forEach(n ->
                    compare(
                            place.isEmpty() ? n : place + "." + n,
                            from.path(n),
                            to.path(n),
                            lines));
            return;
        }
        if (from.isArray() && to.isArray()) {
            for (int i = 0; i < Math.max(from.size(), to.size()); i++) {
                compare("%s[%d]".formatted(place, i), from.path(i), to.path(i), lines);
            }
            return;
        }
        lines.add("%s: %s → %s".formatted(place, shown(from), shown(to)));
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "(none)" : node.toString();
    }
}
