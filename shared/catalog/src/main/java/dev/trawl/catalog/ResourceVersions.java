package dev.trawl.catalog;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Earlier states of resources, from their histories: how they differ, and the way back. Going back
/// is a change like any other: it is checked, committed and recorded as one.
public final class ResourceVersions {
    private static final int SEQUENCE_DIGITS = 12;

    private final ResourceService resources;

    ResourceVersions(ResourceService resources) {
        this.resources = resources;
    }

    /// How a resource differs between two of its events.
    ///
    /// @param from empty before there was anything
    /// @param changes one line per field that differs, `spec.kind: old → new`
    public record Difference(String from, String to, List<String> changes) {
        public Difference {
            changes = List.copyOf(changes);
        }
    }

    /// @param from id of an event; the one before `to` if absent
    /// @param to id of an event; the last one if absent
    /// @throws TrawlException NOT_FOUND if there is no such resource or event
    public Difference difference(
            ResourceKind kind, String name, @Nullable String from, @Nullable String to) {
        List<ResourceEvent> events = changes(kind, name);
        ResourceEvent last = to == null ? events.getFirst() : event(events, kind, name, to);
        Optional<ResourceEvent> first =
                from != null
                        ? Optional.of(event(events, kind, name, from))
                        : events.stream().filter(e -> e.id().equals(last.head())).findFirst();
        return new Difference(
                first.map(ResourceEvent::id).orElse(""),
                last.id(),
                Differences.between(
                        first.map(ResourceEvent::resource).orElse(null), last.resource()));
    }

    /// The change that makes a resource what an event made it, which may be to delete it.
    ///
    /// @param event the one before the last if absent
    /// @param head that the author saw; absent to go back from whatever is there
    /// @throws TrawlException NOT_FOUND if there is no such resource or event
    public Change back(
            ResourceKind kind, String name, @Nullable String event, @Nullable String head) {
        List<ResourceEvent> events = changes(kind, name);
        if (event == null && events.size() < 2) {
            throw new TrawlException(
                    ErrorCode.NOT_FOUND,
                    "%s/%s has one state only; there is nothing to go back to"
                            .formatted(kind.path(), name));
        }
        ResourceEvent goal = event == null ? events.get(1) : event(events, kind, name, event);
        return new Change(kind, name, goal.resource(), head);
    }

    /// The changes that make all resources of some kinds what they were at a sequence.
    ///
    /// @throws TrawlException NOT_FOUND if the catalog was never there
    public List<Change> back(Set<ResourceKind> kinds, long sequence) {
        if (sequence < 0 || sequence > latest()) {
            throw new TrawlException(
                    ErrorCode.NOT_FOUND,
                    "the catalog is at sequence %d and was never at %d"
                            .formatted(latest(), sequence));
        }
        List<Change> changes = new ArrayList<>();
        for (String id : resources.ids(kinds)) {
            ResourceKind kind = ResourceKind.find(id.substring(0, id.indexOf('/'))).orElseThrow();
            String name = id.substring(id.indexOf('/') + 1);
            List<ResourceEvent> events = changes(kind, name);
            Resource now = events.getFirst().resource();
            Resource then =
                    events.stream()
                            .filter(e -> sequence(e) <= sequence)
                            .findFirst()
                            .map(ResourceEvent::resource)
                            .orElse(null);
            if (!Objects.equals(now, then)) {
                changes.add(new Change(kind, name, then, events.getFirst().id()));
            }
        }
        return changes;
    }

    private long latest() {
        return resources.sequence();
    }

    private static long sequence(ResourceEvent event) {
        return Long.parseLong(event.id().substring(0, SEQUENCE_DIGITS));
    }

    /// Without what scans noted.
    private List<ResourceEvent> changes(ResourceKind kind, String name) {
        List<ResourceEvent> events =
                Resource.isName(name)
                        ? resources.history(kind, name).stream()
                                .filter(e -> e.drift().isEmpty())
                                .toList()
                        : List.of();
        if (events.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.NOT_FOUND, "there is no %s/%s".formatted(kind.path(), name));
        }
        return events;
    }

    private static ResourceEvent event(
            List<ResourceEvent> events, ResourceKind kind, String name, String id) {
        return events.stream()
                .filter(e -> e.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.NOT_FOUND,
                                "%s/%s has no event '%s'; its history lists them"
                                        .formatted(kind.path(), name, id)));
    }
}
