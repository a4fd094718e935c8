package dev.trawl.calcite;

import dev.trawl.plan.TableName;
import dev.trawl.protocol.SqlPosition;
import java.util.List;
import java.util.stream.Collectors;

/// A table as SQL names it: one to three parts, the last ones of its full name.
public record NameReference(List<Part> parts, SqlPosition position) {
    public NameReference {
        parts = List.copyOf(parts);
    }

    /// Quoted parts match exactly, others without regard to case.
    public record Part(String text, boolean isQuoted) {
        boolean matches(String name) {
            return isQuoted ? text.equals(name) : text.equalsIgnoreCase(name);
        }
    }

    /// Whether these parts end the full name.
    public boolean matches(TableName name) {
        List<String> full = List.of(name.source(), name.schema(), name.table());
        int skipped = full.size() - parts.size();
        if (skipped < 0) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).matches(full.get(skipped + i))) {
                return false;
            }
        }
        return true;
    }

    /// The name as written, without quotes.
    public String text() {
        return parts.stream().map(Part::text).collect(Collectors.joining("."));
    }
}
