package dev.trawl.store;

import java.util.List;

/// Times at which the platform calls a function: the entries of one group, which has one owner.
/// Deliveries come at least once. Thread-safe.
public interface Schedules {
    /// All entries of the group, in order of names.
    List<Entry> list();

    /// Creates or replaces the entry of that name.
    ///
    /// @throws dev.trawl.protocol.TrawlException INVALID_RESOURCE if the platform does not take the
    ///   expression or zone
    void put(Entry entry);

    /// Deletes the entry; nothing happens if there is none.
    void delete(String name);

    /// One entry.
    ///
    /// @param name 1 to 64 of letters, digits, `.`, `-` and `_`
    /// @param expression `cron(…)` of six fields, `rate(…)` or `at(…)`
    /// @param zone that cron and at are in, such as `Europe/Berlin`
    /// @param input what the function is sent; `<aws.scheduler.scheduled-time>` stands for the time
    record Entry(String name, String expression, String zone, boolean isEnabled, String input) {}
}
