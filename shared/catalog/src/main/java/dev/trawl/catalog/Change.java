package dev.trawl.catalog;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A wish to change one resource.
///
/// @param resource as it should be; absent to delete it
/// @param head id of the event that the author saw; empty for what was not there, absent to change
///   whatever is there
public record Change(
        ResourceKind kind, String name, @Nullable Resource resource, @Nullable String head) {
    private static final Comparator<Change> BY_KIND = Comparator.comparing(Change::kind);

    /// What others need comes first, and goes last.
    static final Comparator<Change> ORDER =
            Comparator.comparing((Change c) -> c.resource() == null)
                    .thenComparing((a, b) ->
                            a.resource() == null ? BY_KIND.compare(b, a) : BY_KIND.compare(a, b))
                    .thenComparing(Change::name);

    public static Change put(Resource resource) {
        return new Change(resource.kind(), resource.name(), resource, null);
    }

    public static Change delete(ResourceKind kind, String name) {
        return new Change(kind, name, null, null);
    }

    String id() {
        return kind.path() + "/" + name;
    }
}
