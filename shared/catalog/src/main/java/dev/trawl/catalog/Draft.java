package dev.trawl.catalog;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Changes laid over what is stored: what would differ, and what the catalog would be.
///
/// @param effective the changes that change something, in the order of kinds
record Draft(
        CatalogHead head,
        Map<String, ResourceService.Stored> stored,
        List<Change> effective,
        List<Applied.Outcome> outcomes,
        Collection<Resource> resources,
        CatalogSnapshot snapshot) {
    static Draft of(
            CatalogHead head, Map<String, ResourceService.Stored> stored, List<Change> changes) {
        Map<String, Resource> resources = new TreeMap<>();
        stored.forEach(
                (id, s) -> s.current().ifPresent(current -> resources.put(id, current.resource())));
        checkOnce(changes);
        List<Change> effective = new ArrayList<>();
        List<Applied.Outcome> outcomes = new ArrayList<>();
        for (Change change : changes) {
            checkHead(change, stored);
            Applied.Outcome outcome = outcome(change, resources);
            outcomes.add(outcome);
            if (outcome.kind() != Applied.Kind.UNCHANGED) {
                effective.add(change);
            }
            Resource resource = change.resource();
            if (resource == null) {
                resources.remove(change.id());
            } else {
                resources.put(change.id(), resource);
            }
        }
        checkUses(effective, resources);
        return new Draft(
                head,
                stored,
                effective.stream().sorted(ResourceService.ORDER).toList(),
                outcomes,
                List.copyOf(resources.values()),
                SnapshotBuilder.build(resources.values()));
    }

    boolean hasChanges() {
        return !effective.isEmpty();
    }

    ResourceService.Stored before(String id) {
        return stored.getOrDefault(id, ResourceService.Stored.NOTHING);
    }

    /// What decisions depend on.
    List<Resource> governing() {
        return resources.stream()
                .filter(r ->
                        r.kind() == ResourceKind.POLICY
                                || r.kind() == ResourceKind.PURPOSE
                                || r.kind() == ResourceKind.PRINCIPAL)
                .toList();
    }

    private static Applied.Outcome outcome(Change change, Map<String, Resource> resources) {
        Resource from = resources.get(change.id());
        Resource to = change.resource();
        List<String> differences = Differences.between(from, to);
        Applied.Kind kind =
                from == null && to == null || differences.isEmpty()
                        ? Applied.Kind.UNCHANGED
                        : from == null
                                ? Applied.Kind.CREATED
                                : to == null ? Applied.Kind.DELETED : Applied.Kind.CHANGED;
        return new Applied.Outcome(change.id(), kind, differences);
    }

    private static void checkHead(Change change, Map<String, ResourceService.Stored> stored) {
        String seen = change.head();
        ResourceService.Stored now =
                stored.getOrDefault(change.id(), ResourceService.Stored.NOTHING);
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

    /// Sources that datasets still name cannot go.
    private static void checkUses(List<Change> effective, Map<String, Resource> resources) {
        for (Change change : effective) {
            if (change.resource() == null && change.kind() == ResourceKind.SOURCE) {
                List<String> users =
                        resources.values().stream()
                                .filter(r -> r.kind() == ResourceKind.DATASET)
                                .filter(r -> r.spec().path("source").asText().equals(change.name()))
                                .map(Resource::id)
                                .toList();
                if (!users.isEmpty()) {
                    throw new TrawlException(
                            ErrorCode.IN_USE,
                            "%s is used by %s; delete them first"
                                    .formatted(change.id(), String.join(", ", users)));
                }
            }
        }
    }
}
