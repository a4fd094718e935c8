package dev.trawl.query.authorize;

import dev.trawl.plan.TableName;
import dev.trawl.protocol.SqlPosition;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A table as SQL names it: one to three parts, the last ones of the full name.
public record TableReference(List<Part> parts, @Nullable SqlPosition position) {
    private static final int PARTS_MAX = 3;

    public TableReference {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a table has a name");
        }
    }

    /// Quoted parts match exactly, others without regard to case.
    public record Part(String text, boolean isQuoted) {
        boolean matches(String name) {
            return isQuoted ? text.equals(name) : text.equalsIgnoreCase(name);
        }
    }

    /// Whether these parts end the full name.
    boolean matches(TableName name) {
        if (parts.size() > PARTS_MAX) {
            return false;
        }
        List<String> full = List.of(name.source(), name.schema(), name.table());
        int skipped = full.size() - parts.size();
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).matches(full.get(skipped + i))) {
                return false;
            }
        }
        return true;
    }

    String text() {
        return parts.stream().map(Part::text).collect(Collectors.joining("."));
    }
}
