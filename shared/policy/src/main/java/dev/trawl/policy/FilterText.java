package dev.trawl.policy;

import dev.trawl.plan.Type;
import java.util.Map;

/// A row filter as written.
///
/// @param attributes types of `principal.…` in it; varchar where none is declared
public record FilterText(String sql, Map<String, Type> attributes) {
    static final int CHARACTERS_MAX = 4000;

    public FilterText {
        attributes = Map.copyOf(attributes);
    }
}
