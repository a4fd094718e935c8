package dev.trawl.policy.function;

import dev.trawl.audit.AuditEvent;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.policy.Difference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Whose results would change and how, by principal, purpose, action, table and difference.
final class ImpactReport {
    private static final int EXAMPLES_MAX = 3;

    private final Map<Group, Tally> groups = new LinkedHashMap<>();
    private final Map<String, Integer> undecided = new TreeMap<>();
    private int queries;
    private int changed;

    /// Queries that policy would treat alike.
    private record Group(
            String principal,
            @Nullable String purpose,
            String action,
            String table,
            Difference difference) {
        static final Comparator<Group> ORDER =
                Comparator.comparing(Group::principal)
                        .thenComparing(g -> g.purpose() == null ? "" : g.purpose())
                        .thenComparing(Group::table)
                        .thenComparing(g -> g.difference().kind())
                        .thenComparing(Group::toString);
    }

    private static final class Tally {
        private int count;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;
        private final List<String> examples = new ArrayList<>();
    }

    void add(AuditEvent event, String action, Replay.Outcome outcome) {
        queries++;
        switch (outcome) {
            case Replay.Outcome.Undecided(String reason) ->
                    undecided.merge(reason, 1, Integer::sum);
            case Replay.Outcome.Decided(List<Replay.Changed> changes) -> {
                changed += changes.isEmpty() ? 0 : 1;
                changes.stream().distinct().forEach(c -> add(event, action, c));
            }
        }
    }

    private void add(AuditEvent event, String action, Replay.Changed change) {
        Tally tally =
                groups.computeIfAbsent(
                        new Group(
                                event.principal(),
                                event.purpose(),
                                action,
                                change.table(),
                                change.difference()),
                        _ -> new Tally());
        tally.count++;
        tally.first = event.time().isBefore(tally.first) ? event.time() : tally.first;
        tally.last = event.time().isAfter(tally.last) ? event.time() : tally.last;
        if (event.queryId() != null && tally.examples.size() < EXAMPLES_MAX) {
            tally.examples.add(event.queryId());
        }
    }

    int size() {
        return groups.size();
    }

    /// @param next the key to go on after; absent if all was looked at
    String toJson(ImpactRequest request, @Nullable String next) {
        List<Group> ordered = groups.keySet().stream().sorted(Group.ORDER).toList();
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("since").string(request.since().toString());
                    o.field("until").string(request.until().toString());
                    o.field("queries").integer(queries);
                    o.field("changed").integer(changed);
                    o.field("undecided")
                            .list(
                                    List.copyOf(undecided.entrySet()),
                                    (w, e) ->
                                            w.object(u ->
                                                    u.field("reason")
                                                            .string(e.getKey())
                                                            .field("queries")
                                                            .integer(e.getValue())));
                    o.field("changes").list(ordered, this::write);
                    o.field("next").stringOrNull(next);
                }));
    }

    private void write(JsonWriter out, Group group) {
        Tally tally = groups.get(group);
        if (tally == null) {
            throw new IllegalStateException("a group without queries");
        }
        Difference difference = group.difference();
        out.object(o -> {
            o.field("principal").string(group.principal());
            o.field("purpose").stringOrNull(group.purpose());
            o.field("action").string(group.action());
            o.field("table").string(group.table());
            o.field("kind").string(difference.kind().name().toLowerCase(java.util.Locale.ROOT));
            o.field("column").stringOrNull(difference.column());
            o.field("before").string(difference.before());
            o.field("after").string(difference.after());
            o.field("queries").integer(tally.count);
            o.field("first").string(tally.first.toString());
            o.field("last").string(tally.last.toString());
            o.field("examples").list(tally.examples, JsonWriter::string);
        });
    }
}
