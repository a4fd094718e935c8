package dev.trawl.catalog;

import org.jspecify.annotations.Nullable;

/// A wish to change one resource.
///
/// @param resource as it should be; absent to delete it
/// @param head id of the event that the author saw; absent to change whatever is there
public record Change(
        ResourceKind kind, String name, @Nullable Resource resource, @Nullable String head) {
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
