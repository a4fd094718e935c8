package dev.trawl.source.objects.read;

import java.util.ArrayList;
import java.util.List;

/// Parts of files in groups that fit the scratch budget together.
final class Groups {
    private static final int PARTS_MAX = 500;

    private Groups() {}

    /// In order; a part larger than the budget is alone.
    static List<List<Part>> of(List<Part> parts, long bytesMax) {
        List<List<Part>> groups = new ArrayList<>();
        List<Part> group = new ArrayList<>();
        long bytes = 0;
        for (Part part : parts) {
            if (!group.isEmpty()
                    && (bytes + part.bytes() > bytesMax || group.size() == PARTS_MAX)) {
                groups.add(List.copyOf(group));
                group.clear();
                bytes = 0;
            }
            group.add(part);
            bytes += part.bytes();
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return groups;
    }
}
