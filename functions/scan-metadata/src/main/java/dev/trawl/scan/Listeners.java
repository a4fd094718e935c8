package dev.trawl.scan;

import dev.trawl.catalog.ExportSchedule;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.scan.check.CheckRun;
import dev.trawl.store.Functions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Tells the export function that something happened which exports wait for, and how checks ended.
/// The same thing is told under the same name however often it is told; what makes one run of many
/// is over there.
final class Listeners {
    private static final String EXPORT = "export";
    private static final int NAME_DIGITS = 32;

    private final ResourceService resources;
    private final Functions functions;

    Listeners(ResourceService resources, Functions functions) {
        this.resources = resources;
        this.functions = functions;
    }

    /// Objects of a source came or went.
    void objects(String source, Collection<ObjectEvent> events) {
        for (Resource export : waiting(_ -> true)) {
            List<ObjectEvent> own =
                    events.stream()
                            .filter(e -> ExportSchedule.isOn(export.spec(), source, e.key()))
                            .toList();
            if (!own.isEmpty()) {
                tell(export, "objects " + source + " " + digest(own));
            }
        }
    }

    /// A scan of a source has ended. One that looked only at what exports write, or at nothing,
    /// tells nobody: exports would start themselves.
    void scanned(String source, Set<String> datasets, String when) {
        if (!datasets.stream().allMatch(this::isWritten)) {
            ended("scan", source, when);
        }
    }

    private boolean isWritten(String dataset) {
        return resources
                .find(ResourceKind.DATASET, dataset)
                .map(d -> d.resource().spec().path("mapping").path("prefix").asText(""))
                .filter(prefix -> prefix.startsWith(ExportSchedule.WRITTEN))
                .isPresent();
    }

    /// A `scan` of a source has ended, or a `check` has passed.
    ///
    /// @param when names the scan, or the run of the check
    void ended(String what, String name, String when) {
        waiting(export -> ExportSchedule.isOnEnd(export.spec(), what, name))
                .forEach(export -> tell(export, what + " " + name + " " + when));
    }

    /// A run of a check has ended. The export function has the channels, and knows who of those
    /// that the check names is told of it.
    void checked(CheckRun run) {
        boolean isTold =
                resources
                        .find(ResourceKind.CHECK, run.check())
                        .filter(check -> check.resource().spec().has("notify"))
                        .isPresent();
        if (isTold) {
            functions.send(
                    EXPORT,
                    JsonWriter.write(out ->
                            out.object(o -> {
                                o.field("check").string(run.check());
                                o.field("dataset").string(run.dataset());
                                o.field("run").string(run.id());
                                o.field("state").string(run.state().text());
                                o.field("time").string(run.time().toString());
                            })));
        }
    }

    private List<Resource> waiting(Predicate<Resource> chosen) {
        return resources.list(ResourceKind.EXPORT).stream()
                .map(ResourceService.Current::resource)
                .filter(chosen)
                .toList();
    }

    private void tell(Resource export, String event) {
        functions.send(
                EXPORT,
                JsonWriter.write(out ->
                        out.object(o ->
                                o.field("export")
                                        .string(export.name())
                                        .field("event")
                                        .string(event))));
    }

    private static String digest(List<ObjectEvent> events) {
        String text =
                events.stream()
                        .map(e -> "%s/%s %s".formatted(e.bucket(), e.key(), e.sequencer()))
                        .sorted()
                        .collect(Collectors.joining("\n"));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, NAME_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
