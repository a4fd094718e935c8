package dev.trawl.catalog;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Changes laid over what is stored: what would differ, and what the catalog would be.
///
/// @param effective the changes that change something, in the order in which they are applied
/// @param encoded the catalog with its texts
record Draft(
        ResourceMirror.State state,
        List<Change> effective,
        List<Applied.Outcome> outcomes,
        SnapshotEncoder.Encoded encoded) {

    /// @param known leaves of the ids of resources those that may be named to who asks
    static Draft of(
            ResourceMirror.State state,
            List<Change> changes,
            CatalogAssembly assembly,
            UnaryOperator<List<String>> known) {
        checkOnce(changes);
        Map<String, Change> effective = new LinkedHashMap<>();
        List<Applied.Outcome> outcomes = new ArrayList<>();
        for (Change wanted : changes) {
            StoredResource stored = before(state, wanted.id());
            Change change = KeptFigures.kept(wanted, stored.resource());
            checkHead(change, stored);
            Applied.Outcome outcome = outcome(change, stored);
            outcomes.add(outcome);
            if (outcome.kind() != Applied.Kind.UNCHANGED) {
                effective.put(change.id(), change);
            }
        }
        checkUses(state, effective, known);
        checkOrder(state, effective);
        return new Draft(
                state,
                effective.values().stream().sorted(Change.ORDER).toList(),
                outcomes,
                assembly.build(state.resources(), effective));
    }

    CatalogHead head() {
        return state.head();
    }

    CatalogSnapshot snapshot() {
        return encoded.snapshot();
    }

    boolean hasChanges() {
        return !effective.isEmpty();
    }

    StoredResource before(String id) {
        return before(state, id);
    }

    /// What decisions depend on.
    List<Resource> governing() {
        return Stream.of(ResourceKind.POLICY, ResourceKind.PURPOSE, ResourceKind.PRINCIPAL)
                .flatMap(kind -> after(kind.path() + "/").stream())
                .toList();
    }

    private Collection<Resource> after(String prefix) {
        Map<String, Change> changed = new TreeMap<>();
        effective.forEach(c -> changed.put(c.id(), c));
        return after(state, changed, prefix);
    }

    private static Collection<Resource> after(
            ResourceMirror.State state, Map<String, Change> changed, String prefix) {
        Map<String, Resource> resources = new TreeMap<>();
        // The character behind the slash ends what begins with the prefix.
        (prefix.isEmpty()
                        ? state.resources()
                        : state.resources()
                                .subMap(prefix, prefix.substring(0, prefix.length() - 1) + "0"))
                .forEach((id, stored) -> {
                    Resource resource = changed.containsKey(id) ? null : stored.resource();
                    if (resource != null) {
                        resources.put(id, resource);
                    }
                });
        for (Change change : changed.values()) {
            Resource resource = change.resource();
            if (resource != null && change.id().startsWith(prefix)) {
                resources.put(change.id(), resource);
            }
        }
        return resources.values();
    }

    private static StoredResource before(ResourceMirror.State state, String id) {
        return state.resources().getOrDefault(id, StoredResource.NOTHING);
    }

    private static Applied.Outcome outcome(Change change, StoredResource stored) {
        Resource from = stored.resource();
        Resource to = change.resource();
        List<String> differences = Differences.between(from, to);
        Applied.Kind kind =
                from == null && to == null || from != null && to != null && differences.isEmpty()
                        ? Applied.Kind.UNCHANGED
                        : from == null
                                ? Applied.Kind.CREATED
                                : to == null ? Applied.Kind.DELETED : Applied.Kind.CHANGED;
        return new Applied.Outcome(change.id(), kind, differences);
    }

    private static void checkHead(Change change, StoredResource now) {
        String seen = change.head();
        if (seen != null && !seen.equals(now.head())) {
            throw new TrawlException(
                    ErrorCode.CONFLICT,
                    "%s was changed meanwhile (head %s, not %s): %s"
                            .formatted(
                                    change.id(),
                                    now.head(),
                                    seen,
                                    String.join(
                                            "; ",
                                            Differences.between(
                                                    change.resource(), now.resource()))));
        }
    }

    private static void checkOnce(List<Change> changes) {
        Set<String> ids = new HashSet<>();
        for (Change change : changes) {
            if (!ids.add(change.id())) {
                throw ResourceDocuments.invalid(
                        "%s is there twice; one apply changes a resource once"
                                .formatted(change.id()));
            }
        }
    }

    /// What something else still uses cannot go.
    private static void checkUses(
            ResourceMirror.State state,
            Map<String, Change> changed,
            UnaryOperator<List<String>> known) {
        List<String> deleted =
                changed.values().stream()
                        .filter(c -> c.resource() == null)
                        .map(Change::id)
                        .toList();
        if (deleted.isEmpty()) {
            return;
        }
        // Names of datasets are resolved among those that were there: what goes is in use, too.
        Dependencies before = Dependencies.among(after(state, Map.of(), ""));
        Collection<Resource> after = after(state, changed, "");
        for (String id : deleted) {
            SortedSet<String> users = before.users(id, after);
            if (!users.isEmpty()) {
                throw new TrawlException(ErrorCode.IN_USE, inUse(id, users, known));
            }
        }
    }

    /// Circles that are there already keep nobody from changing something else.
    private static void checkOrder(ResourceMirror.State state, Map<String, Change> changed) {
        List<String> exports =
                changed.values().stream()
                        .filter(c -> c.kind() == ResourceKind.EXPORT && c.resource() != null)
                        .map(Change::name)
                        .toList();
        if (!exports.isEmpty()) {
            ExportSchedule.requireNoCircle(after(state, changed, "export/"), exports);
        }
    }

    private static String inUse(
            String id, SortedSet<String> users, UnaryOperator<List<String>> known) {
        List<String> named = known.apply(List.copyOf(users));
        return named.isEmpty()
                ? "%s is used by what you may not see; ask its administrators".formatted(id)
                : named.size() == users.size()
                        ? "%s is used by %s; delete them first, or in the same apply"
                                .formatted(id, String.join(", ", named))
                        : "%s is used by %s, and by what you may not see"
                                .formatted(id, String.join(", ", named));
    }
}
