package dev.trawl.query.execute;

import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.Relation;
import dev.trawl.query.record.Sha256;
import dev.trawl.query.split.Fragment;
import org.jspecify.annotations.Nullable;

/// One call of a source: a fragment, or what of it runs on one split.
record FragmentCall(Fragment fragment, Relation relation, @Nullable String split) {
    private static final int HASH_CHARACTERS = 16;

    /// Names the output: equal for equal work, so that a repeated call finds what the first one
    /// wrote.
    String id() {
        String content = PlanCodec.toJson(relation) + (split == null ? "" : "\n" + split);
        return "f%d-%s"
                .formatted(fragment.number(), Sha256.of(content).substring(0, HASH_CHARACTERS));
    }
}
