package dev.trawl.query;

import dev.trawl.lambda.HttpResponse;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.Envelope;
import dev.trawl.query.execute.Work;
import dev.trawl.query.execute.WorkCodec;
import dev.trawl.query.record.QueryProgress;
import dev.trawl.store.Functions;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Leaves work to the executor: an object with everything, a message that names it. Thread-safe.
final class Handover {
    static final String FUNCTION = "executor";

    private final ObjectStore objects;
    private final Functions functions;

    Handover(ObjectStore objects, Functions functions) {
        this.objects = objects;
        this.functions = functions;
    }

    /// What the executor is told.
    record Reference(String queryId) {
        static void write(JsonWriter out, Reference reference) {
            out.object(o -> o.field("query").string(reference.queryId()));
        }

        static Reference read(JsonReader in) {
            in.beginObject();
            Reference reference = new Reference(in.field("query").string());
            in.endObject();
            return reference;
        }
    }

    /// Gives the work away; the answer tells the caller where to look for it.
    HttpResponse give(Work work) {
        objects.put(
                key(work.queryId()),
                WorkCodec.toJson(work).getBytes(StandardCharsets.UTF_8),
                "application/json");
        functions.send(FUNCTION, Envelope.request(new Reference(work.queryId()), Reference::write));
        return running(work.queryId());
    }

    Work load(Reference reference) {
        byte[] json = objects.load(key(reference.queryId()));
        return WorkCodec.fromJson(new String(json, StandardCharsets.UTF_8));
    }

    /// The answer while a query runs.
    static HttpResponse running(String queryId) {
        return running(queryId, Optional.empty());
    }

    static HttpResponse running(String queryId, Optional<QueryProgress> progress) {
        return HttpResponse.json(
                        202,
                        JsonWriter.write(out ->
                                out.object(o -> {
                                    o.field("queryId").string(queryId);
                                    o.field("state").string("running");
                                    progress.ifPresent(p -> p.write(o.field("progress")));
                                })))
                .with("location", "/v1/queries/" + queryId)
                .with("retry-after", "1")
                .with("x-trawl-query-id", queryId);
    }

    private static String key(String queryId) {
        return "work/%s.json".formatted(queryId);
    }
}
