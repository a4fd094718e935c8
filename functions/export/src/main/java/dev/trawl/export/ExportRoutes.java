package dev.trawl.export;

import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.RequestBody;
import dev.trawl.lambda.Router;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/exports/{name}/runs` and `/v1/runs/{id}`.
final class ExportRoutes {
    private static final int KEY_MAX = 200;

    private final ExportJobs jobs;
    private final Targets targets;
    private final ControlRoutes control;
    private final Progress progress;
    private final Registrations registrations;

    ExportRoutes(
            ExportJobs jobs,
            Targets targets,
            Progress progress,
            Registrations registrations,
            ControlRoutes control) {
        this.jobs = jobs;
        this.targets = targets;
        this.control = control;
        this.progress = progress;
        this.registrations = registrations;
    }

    Router router() {
        return control.addTo(Router.builder())
                .on("POST", "/v1/exports/{name}/runs", this::start)
                .on("GET", "/v1/exports/{name}/runs", (r, _) -> list(r))
                .on("GET", "/v1/runs/{id}", (r, _) -> find(r))
                .on("DELETE", "/v1/runs/{id}", (r, _) -> cancel(r))
                .on("POST", "/v1/runs/{id}/redrive", (r, _) -> redrive(r))
                .build();
    }

    private HttpResponse start(HttpRequest request, Invocation invocation) {
        Run run =
                jobs.request(
                        request.parameter("name"), key(request), time(request), Asker.of(request));
        invocation.note("run", run.id());
        return HttpResponse.json(202, json(run, Optional.empty()))
                .with("location", "/v1/runs/" + run.id())
                .with("retry-after", "1");
    }

    private HttpResponse find(HttpRequest request) {
        Run run = jobs.find(request.parameter("id"), Asker.of(request));
        ObjectStore bucket = targets.bucket(run);
        Optional<byte[]> manifest = bucket.find(run.manifestKey());
        Run told =
                manifest.filter(bytes -> isDelivered(run, bytes, bucket))
                        .map(bytes -> committed(run, bytes))
                        .orElse(run);
        return HttpResponse.json(
                200,
                json(
                        told,
                        manifest.map(bytes -> new String(bytes, StandardCharsets.UTF_8)),
                        progress.find(run),
                        registrations.find(run)));
    }

    private static Run committed(Run run, byte[] manifest) {
        return run.committed(
                run.phase().isEnd() ? run.until() : Manifest.committed(manifest), manifest);
    }

    /// Whether every reader finds a committed run. What is noted of it may lag behind: its runner
    /// may be gone.
    private boolean isDelivered(Run run, byte[] manifest, ObjectStore bucket) {
        if (run.spec().table() != null) {
            return false;
        }
        boolean isSeen = run.spec().registers() == null || registrations.find(run).isPresent();
        return run.phase().isEnd()
                || isSeen
                        && bucket.find(CurrentRun.key(run.spec()))
                                .map(Manifest::attempt)
                                .equals(Optional.of(Manifest.attempt(manifest)));
    }

    private HttpResponse cancel(HttpRequest request) {
        Run run = jobs.cancel(request.parameter("id"), Asker.of(request));
        return HttpResponse.json(200, json(run, Optional.empty()));
    }

    private HttpResponse redrive(HttpRequest request) {
        Run run = jobs.redrive(request.parameter("id"), Asker.of(request));
        return HttpResponse.json(202, json(run, Optional.empty()))
                .with("location", "/v1/runs/" + run.id())
                .with("retry-after", "1");
    }

    private HttpResponse list(HttpRequest request) {
        String runs =
                String.join(
                        ",",
                        jobs.list(request.parameter("name"), Asker.of(request)).stream()
                                .map(run ->
                                        json(
                                                run,
                                                Optional.empty(),
                                                progress.find(run),
                                                Optional.empty()))
                                .toList());
        return HttpResponse.json(200, "{\"runs\":[" + runs + "]}");
    }

    private static String json(Run run, Optional<String> manifest) {
        return json(run, manifest, Optional.empty(), Optional.empty());
    }

    private static String json(
            Run run,
            Optional<String> manifest,
            Optional<Progress.Figures> progress,
            Optional<Registrations.Outcome> registered) {
        String facts =
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("run").string(run.id()).field("export").string(run.export());
                            o.field("state").string(RunCodec.text(run.phase()));
                            o.field("cause").string(run.cause());
                            o.field("created").string(run.created().toString());
                            o.field("time").string(run.time().toString());
                            Instant previous = run.previous();
                            if (previous != null) {
                                o.field("previous").string(previous.toString());
                            }
                            if (run.phase().isEnd()) {
                                o.field("ended").string(run.until().toString());
                            }
                            o.field("attempt").integer(run.attempt());
                            o.field("attempts").integer(run.spec().attempts());
                            o.field("principal").string(run.spec().principal());
                            o.field("destination").string(run.spec().destination());
                            Run.Problem problem = run.problem();
                            if (problem != null && run.phase() != Run.Phase.COMMITTED) {
                                o.field("code").string(problem.code());
                                o.field("detail").string(problem.text());
                            }
                            RunResult result = run.result();
                            if (result != null) {
                                result.tell(o);
                            }
                            registered.ifPresent(r -> r.write(o.field("registered")));
                            if (!run.phase().isEnd()) {
                                progress.ifPresent(f -> f.write(o.field("progress")));
                            }
                        }));
        return manifest.map(
                        m -> facts.substring(0, facts.length() - 1) + ",\"manifest\":" + m + "}")
                .orElse(facts);
    }

    /// What the result is to be of, if not of now.
    private static @Nullable Instant time(HttpRequest request) {
        if (request.bodyText().isBlank()) {
            return null;
        }
        RequestBody body = RequestBody.of(request).only(Set.of("time"));
        return body.has("time") ? ControlRoutes.instant(body, "time") : null;
    }

    private static String key(HttpRequest request) {
        String key =
                request.header("idempotency-key").orElseGet(() -> UUID.randomUUID().toString());
        if (key.isBlank() || key.length() > KEY_MAX) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "Idempotency-Key must have 1 to %d characters".formatted(KEY_MAX));
        }
        return key;
    }
}
