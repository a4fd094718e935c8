package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// How two resources differ, field by field. Of one that is new, or gone, neither its kind and name
/// are told nor what is empty.
final class Differences {
    private static final int LINES_MAX = 200;

    /// By these the resource is told anyway.
    private static final Set<String> NAMES = Set.of("kind", "name");

    private Differences() {}

    static List<String> between(@Nullable Resource from, @Nullable Resource to) {
        List<String> lines = new ArrayList<>();
        boolean isChange = from != null && to != null;
        compare(
                "",
                isChange ? tree(from) : telling(tree(from)),
                isChange ? tree(to) : telling(tree(to)),
                lines);
        return List.copyOf(lines);
    }

    private static JsonNode telling(JsonNode resource) {
        ObjectNode telling = ResourceDocuments.object();
        resource.properties().stream()
                .filter(p -> !NAMES.contains(p.getKey()) && !isNothing(p.getValue()))
                .forEach(p -> telling.set(p.getKey(), p.getValue()));
        return telling;
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
        if (from.isMissingNode() && to.isObject() && !to.isEmpty()) {
            compare(place, ResourceDocuments.object(), to, lines);
            return;
        }
        if (from.isObject() && !from.isEmpty() && to.isMissingNode()) {
            compare(place, from, ResourceDocuments.object(), lines);
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

    private static boolean isNothing(JsonNode node) {
        return node.isContainerNode() && node.isEmpty()
                || node.isTextual() && node.textValue().isEmpty();
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "(none)" : node.toString();
    }
}
