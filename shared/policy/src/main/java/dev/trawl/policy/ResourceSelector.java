package dev.trawl.policy;

import java.util.List;

/// Which datasets, or declared resources, a rule is about.
public sealed interface ResourceSelector {
    /// Tables and views whose full name fits and that carry all the tags.
    ///
    /// @param tags patterns; each fits at least one tag of the dataset
    record Tables(Glob table, List<Glob> tags) implements ResourceSelector {
        public Tables {
            tags = List.copyOf(tags);
        }
    }

    /// Declared resources, for the actions administer and act_as.
    ///
    /// @param kind such as `Dataset`
    record Declared(Glob kind, Glob name) implements ResourceSelector {}
}
