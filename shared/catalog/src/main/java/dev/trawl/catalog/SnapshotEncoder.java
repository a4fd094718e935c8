package dev.trawl.catalog;

import dev.trawl.plan.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives snapshots their texts and names. A small one is one text. A large one is a root that names
/// segments by the hash of their text; tables and views fall into them by their names, so a change
/// of one dataset makes a new segment and a new root, and the rest stays what it was. Equal
/// contents give equal names. Not thread-safe: it keeps the segments of the last snapshot.
final class SnapshotEncoder {
    /// More tables and views than that make segments.
    static final int WHOLE_MAX = 256;

    private static final int PER_SEGMENT = 128;
    private static final int SPREAD = 0x9E3779B9;

    private List<Segment> last = List.of();

    /// @param hash SHA-256 of the segment's text
    record Segment(String hash, List<CatalogTable> tables, List<CatalogView> views) {
        String text() {
            return CatalogSnapshotCodec.writeSegment(tables, views);
        }

        private boolean holds(Content content) {
            return isSame(tables, content.tables()) && isSame(views, content.views());
        }

        /// What a resource brings stays one object as long as the resource stays as it is.
        @SuppressWarnings("ReferenceEquality")
        private static boolean isSame(List<?> some, List<?> others) {
            if (some.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < some.size(); i++) {
                if (some.get(i) != others.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /// @param root the text whose hash names the snapshot
    /// @param segments empty for a small snapshot, whose root is all of it
    record Encoded(CatalogSnapshot snapshot, String root, List<Segment> segments) {}

    private record Content(List<CatalogTable> tables, List<CatalogView> views) {}

    Encoded encode(CatalogSnapshot unnamed) {
        int size = unnamed.tables().size() + unnamed.views().size();
        if (size <= WHOLE_MAX) {
            last = List.of();
            return named(unnamed, CatalogSnapshotCodec.write(unnamed), List.of());
        }
        List<Segment> segments = new ArrayList<>();
        for (Content content : contents(unnamed, count(size))) {
            segments.add(segment(segments.size(), content));
        }
        last = List.copyOf(segments);
        String root =
                CatalogSnapshotCodec.writeRoot(
                        unnamed.sources(), segments.stream().map(Segment::hash).toList());
        return named(unnamed, root, last);
    }

    private static Encoded named(CatalogSnapshot unnamed, String root, List<Segment> segments) {
        return new Encoded(
                new CatalogSnapshot(
                        CatalogSnapshotCodec.sha256(root),
                        unnamed.sources(),
                        unnamed.tables(),
                        unnamed.views()),
                root,
                segments);
    }

    private Segment segment(int index, Content content) {
        @Nullable Segment before = index < last.size() ? last.get(index) : null;
        return before != null && before.holds(content)
                ? before
                : new Segment(
                        CatalogSnapshotCodec.sha256(
                                CatalogSnapshotCodec.writeSegment(
                                        content.tables(), content.views())),
                        content.tables(),
                        content.views());
    }

    /// A power of two, so that few sizes change where everything is.
    private static int count(int size) {
        return Integer.highestOneBit(Math.max(1, size / PER_SEGMENT)) * 2;
    }

    private static List<Content> contents(CatalogSnapshot snapshot, int count) {
        List<Content> contents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            contents.add(new Content(new ArrayList<>(), new ArrayList<>()));
        }
        sorted(snapshot.tables())
                .forEach(e -> contents.get(place(e.getKey(), count)).tables().add(e.getValue()));
        sorted(snapshot.views())
                .forEach(e -> contents.get(place(e.getKey(), count)).views().add(e.getValue()));
        return contents;
    }

    private static <T> List<Map.Entry<TableName, T>> sorted(Map<TableName, T> map) {
        Comparator<Map.Entry<TableName, T>> byName = Map.Entry.comparingByKey();
        return map.entrySet().stream().sorted(byName).toList();
    }

    /// @param count a power of two
    private static int place(TableName name, int count) {
        return (name.toString().hashCode() * SPREAD)
                >>> (Integer.SIZE - Integer.numberOfTrailingZeros(count));
    }
}
