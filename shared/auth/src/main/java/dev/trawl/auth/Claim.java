package dev.trawl.auth;

import java.math.BigDecimal;
import java.util.List;

/// What a token says of its bearer under one name. Nested claims are not attributes.
public sealed interface Claim {
    record Text(String value) implements Claim {}

    record Numeric(BigDecimal value) implements Claim {}

    record Flag(boolean value) implements Claim {}

    /// Several texts; order as in the token.
    record Texts(List<String> values) implements Claim {
        public Texts {
            values = List.copyOf(values);
        }
    }
}
