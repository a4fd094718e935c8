package dev.trawl.scan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.catalog.CatalogHead;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.Snapshots;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Has a source look into its tables, one after the other, each by a grant of its own, and keeps
/// what it tells. Repeated, it goes on with what is not known yet. Thread-safe.
final class Profiler {
    private static final Duration CALL_GRACE = Duration.ofSeconds(2);

    /// Less is not worth to begin with another table.
    private static final Duration TABLE_MIN = Duration.ofSeconds(2);

    private static final String DRIFT_FIRST =
            "the source does not hold what is declared; change the dataset, or accept what was"
                    + " found, and scan again";

    private final Profiles profiles;
    private final Snapshots snapshots;
    private final ItemTable items;
    private final Decisions decisions;
    private final Functions functions;
    private final long rowsMax;
    private final Clock clock;

    Profiler(
            Profiles profiles,
            Snapshots snapshots,
            ItemTable items,
            Decisions decisions,
            Functions functions,
            long rowsMax,
            Clock clock) {
        this.profiles = profiles;
        this.snapshots = snapshots;
        this.items = items;
        this.decisions = decisions;
        this.functions = functions;
        this.rowsMax = rowsMax;
        this.clock = clock;
    }

    /// Which tables are looked into.
    enum Scope {
        NONE,
        /// Those with a column that nobody has classified and no scan has looked into.
        NEW,
        ALL
    }

    /// A table that could not be looked into. That is no reason to stop.
    record Failure(String dataset, ErrorCode code, String text) {}

    /// @param looked datasets
    /// @param remaining datasets that there was no time for
    record Outcome(List<String> looked, List<Failure> failures, List<String> remaining) {
        static final Outcome NOTHING = new Outcome(List.of(), List.of(), List.of());

        Outcome {
            looked = List.copyOf(looked);
            failures = List.copyOf(failures);
            remaining = List.copyOf(remaining);
        }

        /// The same where drift is the reason why a source could not read what is declared:
        /// scanning again would change nothing.
        Outcome explained(Collection<Drift> drifts) {
            Set<String> drifted = drifts.stream().map(Drift::dataset).collect(Collectors.toSet());
            return new Outcome(
                    looked,
                    failures.stream()
                            .map(f ->
                                    f.code() == ErrorCode.SOURCE_DATA_INVALID
                                                    && drifted.contains(f.dataset())
                                            ? new Failure(f.dataset(), f.code(), DRIFT_FIRST)
                                            : f)
                            .toList(),
                    remaining);
        }
    }

    /// @param datasets of the source; those that are no tables of it are passed over
    /// @param until when to stop
    Outcome look(
            String source, Collection<String> datasets, Scope scope, Caller caller, Instant until) {
        if (scope == Scope.NONE || datasets.isEmpty()) {
            return Outcome.NOTHING;
        }
        CatalogSnapshot catalog = snapshots.load(CatalogHead.load(items).catalogHash());
        Map<String, CatalogTable> tables = new HashMap<>();
        catalog.tables().values().stream()
                .filter(t -> t.name().source().equals(source))
                .forEach(t -> tables.put(t.dataset(), t));
        List<String> looked = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        List<String> remaining = new ArrayList<>();
        for (CatalogTable table :
                datasets.stream().sorted().map(tables::get).filter(Objects::nonNull).toList()) {
            if (!isWanted(table, scope)) {
                continue;
            }
            if (Duration.between(clock.instant(), until).compareTo(TABLE_MIN) < 0) {
                remaining.add(table.dataset());
                continue;
            }
            try {
                profiles.put(table.dataset(), ask(catalog, table, caller, until));
                looked.add(table.dataset());
            } catch (TrawlException e) {
                failures.add(new Failure(table.dataset(), e.code(), e.text()));
            }
        }
        return new Outcome(looked, failures, remaining);
    }

    /// A dataset with the figures of its columns, as far as they are of the whole table; nothing
    /// where they are not.
    Optional<Resource> figures(Resource dataset) {
        return profiles.find(dataset.name())
                .filter(profile -> profile.figures().isWhole())
                .map(profile -> figures(dataset, profile));
    }

    private static Resource figures(Resource dataset, Profiles.Profile profile) {
        long rows = profile.figures().rows();
        ObjectNode spec = dataset.spec().deepCopy();
        for (JsonNode column : spec.path("columns")) {
            profile.column(column.path("name").asText())
                    .ifPresent(found ->
                            ((ObjectNode) column)
                                    .putObject("statistics")
                                    .put("rows", rows)
                                    .put("nulls", found.nulls())
                                    .put("distinct", found.distinct())
                                    .put("width", found.width()));
        }
        return new Resource(
                dataset.kind(),
                dataset.name(),
                dataset.description(),
                dataset.owner(),
                dataset.tags(),
                spec);
    }

    private boolean isWanted(CatalogTable table, Scope scope) {
        if (scope == Scope.ALL) {
            return true;
        }
        if (table.columns().stream().allMatch(c -> c.isClassified())) {
            return false;
        }
        Profiles.Profile known = profiles.find(table.dataset()).orElse(null);
        return known == null
                || table.columns().stream()
                        .anyMatch(c -> !c.isClassified() && known.column(c.name()).isEmpty());
    }

    private SourceAnswer.Profile ask(
            CatalogSnapshot catalog, CatalogTable table, Caller caller, Instant until) {
        CatalogSource source = Objects.requireNonNull(catalog.sources().get(table.name().source()));
        String grant = decisions.profile(caller, catalog, table.name());
        SourceRequest request = new SourceRequest.Profile(grant, table.name(), rowsMax, until);
        String answer =
                functions.call(
                        source.function(),
                        Envelope.request(request, SourceRequestCodec::write),
                        Duration.between(clock.instant(), until).plus(CALL_GRACE));
        if (Envelope.readAnswer(answer, SourceAnswerCodec::read)
                instanceof SourceAnswer.Profile profile) {
            return profile;
        }
        throw new TrawlException(
                ErrorCode.MALFORMED_MESSAGE,
                "source '%s' answered something else than a profile".formatted(source.name()));
    }
}
