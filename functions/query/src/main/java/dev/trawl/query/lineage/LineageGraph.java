package dev.trawl.query.lineage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Datasets and queries, and which columns go from one into the other. Holds what one caller may
/// see. Not thread-safe while it is filled.
final class LineageGraph {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final SortedMap<String, Link> links = new TreeMap<>();
    private boolean isTruncated;

    /// What a node stands for.
    enum Kind {
        TABLE,
        VIEW,
        QUERY,
        EXPORT
    }

    /// @param id full name of a table or view; `query:…` and `export:…` for recorded ones
    /// @param label what people call it
    /// @param distance steps from where the graph begins; negative upstream
    /// @param columns that the graph knows of, in order
    /// @param facts of recorded ones: who, what for, when last, how often
    record Node(
            String id,
            Kind kind,
            String label,
            int distance,
            SortedSet<String> columns,
            Map<String, String> facts) {}

    /// All that goes from one node into another; without columns where only rows matter.
    record Link(String from, String to, SortedSet<ColumnLink> columns) {}

    /// @param isDirect whether values are made of it; else it decides which rows there are, or
    ///   where they stand
    /// @param isMasked whether the caller sees a mask instead of the values
    record ColumnLink(String from, String to, boolean isDirect, boolean isMasked)
            implements Comparable<ColumnLink> {
        @Override
        public int compareTo(ColumnLink other) {
            return key().compareTo(other.key());
        }

        private String key() {
            return to + "\0" + from + "\0" + isDirect + isMasked;
        }
    }

    Collection<Node> nodes() {
        return nodes.values();
    }

    Collection<Link> links() {
        return links.values();
    }

    @Nullable Node node(String id) {
        return nodes.get(id);
    }

    boolean isTruncated() {
        return isTruncated;
    }

    /// Says that there is more than is shown.
    void truncate() {
        isTruncated = true;
    }

    /// Adds a node, or more of its columns.
    void add(
            String id,
            Kind kind,
            String label,
            int distance,
            Collection<String> columns,
            Map<String, String> facts) {
        Node known = nodes.get(id);
        if (known == null) {
            nodes.put(
                    id,
                    new Node(id, kind, label, distance, new TreeSet<>(columns), Map.copyOf(facts)));
        } else {
            known.columns().addAll(columns);
        }
    }

    void link(String from, String to) {
        links.computeIfAbsent(from + "\0" + to, _ -> new Link(from, to, new TreeSet<>()));
    }

    void link(String from, String to, ColumnLink column) {
        link(from, to);
        Link link = links.get(from + "\0" + to);
        if (link != null) {
            link.columns().add(column);
        }
    }

    /// Where each node stands from left to right, so that every link goes to the right.
    Map<String, Integer> layers() {
        Map<String, Integer> layers = new LinkedHashMap<>();
        nodes.values().forEach(n -> layers.put(n.id(), 0));
        // Views cannot be circular, so paths are no longer than there are nodes.
        for (int round = 0; round < nodes.size(); round++) {
            boolean isStill = true;
            for (Link link : links.values()) {
                int behind = layers.getOrDefault(link.from(), 0) + 1;
                if (layers.getOrDefault(link.to(), 0) < behind) {
                    layers.put(link.to(), behind);
                    isStill = false;
                }
            }
            if (isStill) {
                break;
            }
        }
        return pulled(layers);
    }

    /// What nothing goes into stands right before what it goes into.
    private Map<String, Integer> pulled(Map<String, Integer> layers) {
        Map<String, Integer> pulled = new LinkedHashMap<>(layers);
        for (Node node : nodes.values()) {
            boolean isSource = links.values().stream().noneMatch(l -> l.to().equals(node.id()));
            List<Integer> next = new ArrayList<>();
            links.values().stream()
                    .filter(l -> l.from().equals(node.id()))
                    .forEach(l -> next.add(layers.getOrDefault(l.to(), 0)));
            if (isSource && !next.isEmpty()) {
                pulled.put(
                        node.id(), next.stream().mapToInt(Integer::intValue).min().orElse(1) - 1);
            }
        }
        return pulled;
    }
}
