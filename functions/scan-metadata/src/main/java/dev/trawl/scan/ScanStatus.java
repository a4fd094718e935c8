package dev.trawl.scan;

import dev.trawl.catalog.Conditions;
import dev.trawl.catalog.Conditions.Condition;
import dev.trawl.catalog.Quality;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Notes as conditions what scans and checks found out, and tells them of resources.
final class ScanStatus {
    private final ResourceService resources;
    private final Conditions conditions;
    private final Quality quality;
    private final Clock clock;

    ScanStatus(ResourceService resources, Quality quality, Clock clock) {
        this.resources = resources;
        this.conditions = resources.conditions();
        this.quality = quality;
        this.clock = clock;
    }

    /// A scan has ended.
    ///
    /// @param datasets that it looked at
    void scanned(String source, int tables, List<Drift> drifts, Set<String> datasets) {
        Instant now = clock.instant();
        String id = id(ResourceKind.SOURCE, source);
        conditions.put(id, reachable(now));
        conditions.put(
                id,
                new Condition(
                        "Scanned",
                        true,
                        "Scanned",
                        "%d tables looked at, %d differ from what is declared"
                                .formatted(tables, drifts.size()),
                        now));
        Map<String, Condition> found = new TreeMap<>();
        datasets.forEach(d -> found.put(id(ResourceKind.DATASET, d), asDeclared(now)));
        drifts.forEach(
                d -> found.put(id(ResourceKind.DATASET, d.dataset()), drifted(source, d, now)));
        conditions.putNew(ResourceKind.DATASET, found);
    }

    /// A source did not tell what it holds.
    void failed(String source, TrawlException error) {
        conditions.put(
                id(ResourceKind.SOURCE, source),
                new Condition(
                        "Reachable",
                        false,
                        error.code().name(),
                        error.text()
                                + "; look at the logs of source-%s, its secret and its network, then 'trawl scan %s'"
                                        .formatted(source, source),
                        clock.instant()));
    }

    /// A check of a dataset has run.
    void checked(String dataset) {
        verdict(dataset).ifPresent(c -> conditions.put(id(ResourceKind.DATASET, dataset), c));
    }

    /// Of one resource.
    List<Condition> of(Resource resource) {
        List<Condition> all = new ArrayList<>(conditions.of(resource.id()));
        if (resource.kind() == ResourceKind.DATASET) {
            all.removeIf(c -> c.type().equals("ChecksPassed"));
            verdict(resource.name()).ifPresent(all::addFirst);
        }
        if (resource.kind() == ResourceKind.CHECK) {
            quality.of(resource.spec().path("dataset").asText(), resources).stream()
                    .filter(v -> v.check().equals(resource.name()))
                    .forEach(v -> all.add(passed("Passed", List.of(v))));
        }
        return all;
    }

    /// Of all of a kind, as was noted last.
    Map<String, List<Condition>> of(ResourceKind kind) {
        return conditions.ofKind(kind);
    }

    private Optional<Condition> verdict(String dataset) {
        List<Quality.Verdict> verdicts = quality.of(dataset, resources);
        return verdicts.isEmpty()
                ? Optional.empty()
                : Optional.of(passed("ChecksPassed", verdicts));
    }

    /// Names of checks only: what they counted is for those who may see their results.
    private static Condition passed(String type, List<Quality.Verdict> verdicts) {
        List<Quality.Verdict> open =
                verdicts.stream().filter(v -> v.state() != Quality.State.PASSED).toList();
        String message =
                open.stream()
                        .map(v ->
                                "%s %s, see 'trawl check results %s'%s"
                                        .formatted(
                                                v.check(),
                                                v.state() == Quality.State.FAILED
                                                        ? "does not hold"
                                                        : "could not be found out",
                                                v.check(),
                                                v.isBlocking() ? "; exports wait for it" : ""))
                        .collect(Collectors.joining("; "));
        return new Condition(
                type,
                open.isEmpty(),
                open.isEmpty() ? "Passed" : "NotPassed",
                open.isEmpty()
                        ? "%d of %d hold".formatted(verdicts.size(), verdicts.size())
                        : message,
                verdicts.stream().map(Quality.Verdict::time).max(Instant::compareTo).orElseThrow());
    }

    private static Condition reachable(Instant now) {
        return new Condition("Reachable", true, "Answered", "it told what it holds", now);
    }

    private static Condition asDeclared(Instant now) {
        return new Condition(
                "DriftFound", false, "AsDeclared", "the source holds what is declared", now);
    }

    private static Condition drifted(String source, Drift drift, Instant now) {
        return new Condition(
                "DriftFound",
                true,
                "Drifted",
                "%s; change the dataset, or take what was found: 'trawl scan %s --accept %s'"
                        .formatted(String.join("; ", drift.findings()), source, drift.dataset()),
                now);
    }

    private static String id(ResourceKind kind, String name) {
        return kind.path() + "/" + name;
    }
}
