package dev.trawl.scan;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.PolicyStore;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.catalog.Snapshots;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Declares as datasets what exports wrote, and keeps them as the current run is. Repeated, it
/// changes nothing. Nobody sees more by it: columns that are new are hidden until a rule names them
/// or somebody classifies them, tags are only added, and a dataset that reads other files is left
/// alone. Thread-safe.
final class Registrar {
    private static final int ATTEMPTS = 4;

    /// Of personal data: inherited from any column, other tags of tables from all of them.
    private static final String PERSONAL = "pii.";

    private final ResourceService resources;
    private final Snapshots snapshots;
    private final Decisions decisions;
    private final PolicyStore policies;
    private final ChangeAudit audit;

    Registrar(
            ResourceService resources,
            Snapshots snapshots,
            Decisions decisions,
            PolicyStore policies,
            ChangeAudit audit) {
        this.resources = resources;
        this.snapshots = snapshots;
        this.decisions = decisions;
        this.policies = policies;
        this.audit = audit;
    }

    /// @throws TrawlException PERMISSION_DENIED if the export's principal may not administer the
    ///   dataset; CONFLICT if a dataset of the name reads something else
    void register(Registration wanted) {
        CatalogSnapshot catalog = snapshots.current();
        Caller caller = Caller.job(wanted.principal());
        if (!decisions.mayAdminister(caller, catalog, ResourceKind.DATASET, wanted.dataset())) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "principal '%s' registers dataset '%s' if a rule with the action administer on it allows"
                            .formatted(wanted.principal(), wanted.dataset()));
        }
        String author = decisions.principal(caller, catalog);
        for (int attempt = 1; ; attempt++) {
            Optional<ResourceService.Current> known =
                    resources.find(ResourceKind.DATASET, wanted.dataset());
            known.map(ResourceService.Current::resource).ifPresent(wanted::requireSamePlace);
            Change change =
                    new Change(
                            ResourceKind.DATASET,
                            wanted.dataset(),
                            dataset(wanted, known.map(ResourceService.Current::resource), catalog),
                            known.map(ResourceService.Current::head).orElse(""));
            if (known.map(ResourceService.Current::resource)
                    .equals(Optional.ofNullable(change.resource()))) {
                return;
            }
            try {
                audit.record(author, "register", List.of(change), null);
                resources.apply(List.of(change), author, policies);
                return;
            } catch (TrawlException e) {
                if (e.code() != ErrorCode.CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Resource dataset(
            Registration wanted, Optional<Resource> known, CatalogSnapshot catalog) {
        Set<String> tags = new TreeSet<>(known.map(Resource::tags).orElse(List.of()));
        tags.addAll(ofTables(wanted, catalog));
        Optional<Resource> export =
                resources
                        .find(ResourceKind.EXPORT, wanted.export())
                        .map(ResourceService.Current::resource);
        return new Resource(
                ResourceKind.DATASET,
                wanted.dataset(),
                known.map(Resource::description)
                        .orElse("What export '%s' wrote last.".formatted(wanted.export())),
                known.map(Resource::owner).or(() -> export.map(Resource::owner)).orElse(""),
                List.copyOf(tags),
                wanted.spec(
                        known.map(Resource::spec).orElse(null),
                        column -> ofColumns(column, catalog)));
    }

    /// What the tables have in common that values come from, and whatever says that one is
    /// personal.
    private static Set<String> ofTables(Registration wanted, CatalogSnapshot catalog) {
        Set<String> common = new TreeSet<>();
        Set<String> personal = new TreeSet<>();
        boolean isFirst = true;
        for (TableName name : wanted.tables()) {
            CatalogTable table = catalog.tables().get(name);
            Set<String> tags = table == null ? Set.of() : table.tags();
            tags.stream().filter(t -> t.startsWith(PERSONAL)).forEach(personal::add);
            if (isFirst) {
                common.addAll(tags);
            } else {
                common.retainAll(new HashSet<>(tags));
            }
            isFirst = false;
        }
        personal.addAll(common);
        return personal;
    }

    /// All tags of all columns that a value is made of.
    private static Set<String> ofColumns(Registration.Column column, CatalogSnapshot catalog) {
        Set<String> tags = new TreeSet<>();
        for (Registration.Origin origin : column.origins()) {
            CatalogTable table = catalog.tables().get(origin.table());
            if (table != null) {
                table.column(origin.column()).ifPresent(c -> tags.addAll(c.tags()));
            }
        }
        return tags;
    }
}
