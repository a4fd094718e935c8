package dev.trawl.catalog.schema;

/// Something that a document has and its schema does not allow.
///
/// @param pointer to the place, RFC 6901: `/spec/columns/2/type`
/// @param text what must be there, such as `must be a text`
public record SchemaProblem(String pointer, String text) {
    /// The place as people write it: `spec.columns[2].type`.
    public String path() {
        StringBuilder path = new StringBuilder();
        for (String part : pointer.split("/", -1)) {
            String name = part.replace("~1", "/").replace("~0", "~");
            if (name.matches("[0-9]+")) {
                path.append('[').append(name).append(']');
            } else if (!name.isEmpty()) {
                path.append(path.isEmpty() ? "" : ".").append(name);
            }
        }
        return path.toString();
    }

    @Override
    public String toString() {
        return pointer.isEmpty() ? "it " + text : path() + " " + text;
    }
}
