package dev.trawl.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Kinds of resources, in the order in which a bundle is applied.
public enum ResourceKind {
    SOURCE("Source"),
    PURPOSE("Purpose"),
    PRINCIPAL("Principal"),
    DATASET("Dataset"),
    POLICY("Policy"),
    EXPORT("Export"),
    CHECK("Check");

    private final String text;

    ResourceKind(String text) {
        this.text = text;
    }

    /// As documents write it.
    public String text() {
        return text;
    }

    /// As routes and keys write it.
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether only the policy function may write it.
    public boolean isGoverned() {
        return switch (this) {
            case SOURCE, PURPOSE, PRINCIPAL, POLICY -> true;
            case DATASET, EXPORT, CHECK -> false;
        };
    }

    /// By either form.
    public static Optional<ResourceKind> find(String name) {
        return Arrays.stream(values())
                .filter(k -> k.text.equals(name) || k.path().equals(name))
                .findFirst();
    }
}
