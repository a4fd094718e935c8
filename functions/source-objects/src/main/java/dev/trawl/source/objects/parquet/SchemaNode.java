package dev.trawl.source.objects.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;

/// A node of a file's schema.
///
/// @param firstElement index of the node in the footer's list
/// @param elements of the node and all below it
/// @param firstLeaf index of the first column chunk of the node in a row group
/// @param leaves column chunks of the node
record SchemaNode(
        SchemaElement element,
        List<SchemaNode> children,
        int firstElement,
        int elements,
        int firstLeaf,
        int leaves) {
    private static final int DEPTH_MAX = 100;

    SchemaNode {
        children = List.copyOf(children);
    }

    /// @throws IllegalArgumentException if the footer's list is no tree
    static SchemaNode root(FileMetaData footer) {
        SchemaNode root = node(Required.of(footer.getSchema()), 0, 0, 0);
        if (root.elements() != footer.getSchemaSize() || !root.element().isSetNum_children()) {
            throw new IllegalArgumentException("the schema is no tree");
        }
        return root;
    }

    private static SchemaNode node(List<SchemaElement> all, int index, int leaf, int depth) {
        if (index >= all.size() || depth > DEPTH_MAX) {
            throw new IllegalArgumentException("the schema is no tree");
        }
        SchemaElement element = all.get(index);
        if (element.isSetType()) {
            return new SchemaNode(element, List.of(), index, 1, leaf, 1);
        }
        List<SchemaNode> children = new ArrayList<>();
        int elements = 1;
        int leaves = 0;
        for (int i = 0; i < element.getNum_children(); i++) {
            SchemaNode child = node(all, index + elements, leaf + leaves, depth + 1);
            children.add(child);
            elements += child.elements();
            leaves += child.leaves();
        }
        return new SchemaNode(element, children, index, elements, leaf, leaves);
    }

    String name() {
        return Required.of(element.getName());
    }

    Optional<SchemaNode> child(String name) {
        return children.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    boolean isLeaf() {
        return element.isSetType();
    }
}
