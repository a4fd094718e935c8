package dev.trawl.query.openlineage;

import dev.trawl.audit.AuditEvent;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.execute.Work;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.record.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/// Run events of OpenLineage 2-0-2. They hold names, types and figures: no SQL, whose constants may
/// be personal, and no value of a row. The first event of a run has all that goes into the result,
/// with columns, masks and types; the last one its rows, or the code of its error.
///
/// A job is what asks the same columns of the same tables for the same purpose as the same
/// principal; an export is one by its destination.
public final class RunEvents {
    private static final String PRODUCER = "urn:trawl:query";
    private static final String SPEC = "https://openlineage.io/spec/";
    private static final String EVENT = SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent";
    private static final int NAME_LENGTH = 16;
    private static final String S3 = "s3://";

    private final String namespace;

    /// @param namespace of jobs, and of tables
    public RunEvents(String namespace) {
        this.namespace = namespace;
    }

    /// A query begins.
    ///
    /// @param access what is recorded of it
    public String start(Work work, AuditEvent access, Relation plan) {
        return event(
                "START",
                access.time(),
                work,
                _ -> {},
                o -> {
                    o.field("inputs").list(access.reads(), this::input);
                    o.field("outputs")
                            .list(List.of(plan), (out, p) -> output(out, work, access, p));
                });
    }

    /// Its answer is complete.
    public String complete(Work work, Instant time, QueryState.Summary summary) {
        return event(
                "COMPLETE",
                time,
                work,
                _ -> {},
                o -> {
                    o.field("inputs").list(List.<AuditEvent.TableRead>of(), this::input);
                    o.field("outputs").list(List.of(summary), (out, s) -> statistics(out, work, s));
                });
    }

    /// It came to nothing. The text of an error names things of the request; only its code is told.
    public String fail(Work work, Instant time, RuntimeException error) {
        ErrorCode code = error instanceof TrawlException coded ? coded.code() : ErrorCode.INTERNAL;
        return event(
                code == ErrorCode.CANCELLED ? "ABORT" : "FAIL",
                time,
                work,
                facets -> {
                    facets.field("errorMessage");
                    facet(
                            facets,
                            "1-0-1/ErrorMessageRunFacet",
                            f ->
                                    f.field("message")
                                            .string(code.name())
                                            .field("programmingLanguage")
                                            .string("SQL"));
                },
                _ -> {});
    }

    private String event(
            String type,
            Instant time,
            Work work,
            Consumer<JsonWriter> runFacets,
            Consumer<JsonWriter> rest) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("eventType").string(type);
                    o.field("eventTime").string(time.toString());
                    o.field("producer").string(PRODUCER);
                    o.field("schemaURL").string(EVENT);
                    o.field("run");
                    o.object(r -> {
                        r.field("runId").string(runId(work.queryId()));
                        r.field("facets");
                        r.object(runFacets);
                    });
                    o.field("job");
                    o.object(j ->
                            j.field("namespace").string(namespace).field("name").string(job(work)));
                    rest.accept(o);
                }));
    }

    private void input(JsonWriter out, AuditEvent.TableRead read) {
        out.object(o -> {
            o.field("namespace").string(namespace);
            o.field("name").string(read.table());
            o.field("facets");
            o.object(f -> {
                f.field("schema");
                facet(
                        f,
                        "1-1-1/SchemaDatasetFacet",
                        s ->
                                s.field("fields")
                                        .list(
                                                read.columns(),
                                                (w, c) ->
                                                        w.object(n ->
                                                                n.field("name").string(c.name()))));
            });
        });
    }

    private void output(JsonWriter out, Work work, AuditEvent access, Relation plan) {
        out.object(o -> {
            dataset(o, work);
            o.field("facets");
            o.object(f -> {
                f.field("schema");
                facet(
                        f,
                        "1-1-1/SchemaDatasetFacet",
                        s -> s.field("fields").list(plan.fields(), RunEvents::field));
                f.field("columnLineage");
                facet(
                        f,
                        "1-2-0/ColumnLineageDatasetFacet",
                        s -> s.field("fields").map(lineage(access), this::inputs));
            });
        });
    }

    private static void field(JsonWriter out, Field field) {
        out.object(o ->
                o.field("name").string(field.name()).field("type").string(field.type().text()));
    }

    private static Map<String, AuditEvent.OutputColumn> lineage(AuditEvent access) {
        Map<String, AuditEvent.OutputColumn> lineage = new TreeMap<>();
        access.lineage().forEach(c -> lineage.put(c.name(), c));
        return lineage;
    }

    private void inputs(JsonWriter out, AuditEvent.OutputColumn column) {
        Map<String, String> inputs = new TreeMap<>();
        column.indirect().forEach(c -> inputs.put(c, "INDIRECT"));
        column.direct().forEach(c -> inputs.put(c, "DIRECT"));
        out.object(o ->
                o.field("inputFields")
                        .list(
                                List.copyOf(inputs.entrySet()),
                                (w, e) ->
                                        input(
                                                w,
                                                e.getKey(),
                                                e.getValue(),
                                                column.masked().contains(e.getKey()))));
    }

    private void input(JsonWriter out, String column, String type, boolean isMasked) {
        int dot = column.lastIndexOf('.');
        out.object(o -> {
            o.field("namespace").string(namespace);
            o.field("name").string(column.substring(0, Math.max(0, dot)));
            o.field("field").string(column.substring(dot + 1));
            o.field("transformations")
                    .list(
                            List.of(type),
                            (w, t) ->
                                    w.object(f ->
                                            f.field("type")
                                                    .string(t)
                                                    .field("masking")
                                                    .bool(isMasked)));
        });
    }

    private void statistics(JsonWriter out, Work work, QueryState.Summary summary) {
        out.object(o -> {
            dataset(o, work);
            o.field("outputFacets");
            o.object(f -> {
                f.field("outputStatistics");
                facet(
                        f,
                        "1-0-2/OutputStatisticsOutputDatasetFacet",
                        s -> s.field("rowCount").integer(summary.rows()));
            });
        });
    }

    /// An export's destination by OpenLineage's names for stores; else the result of the job.
    private void dataset(JsonWriter out, Work work) {
        String destination = work.options().destination();
        if (destination == null || !destination.startsWith(S3)) {
            out.field("namespace").string(namespace);
            out.field("name").string(destination == null ? job(work) + ".result" : destination);
            return;
        }
        int slash = destination.indexOf('/', S3.length());
        int end = slash < 0 ? destination.length() : slash;
        String path = destination.substring(Math.min(destination.length(), end + 1));
        out.field("namespace").string(destination.substring(0, end));
        out.field("name").string(path.isEmpty() ? "/" : path);
    }

    private static void facet(JsonWriter out, String schema, Consumer<JsonWriter> fields) {
        String name = schema.substring(schema.indexOf('/') + 1);
        out.object(o -> {
            o.field("_producer").string(PRODUCER);
            o.field("_schemaURL").string(SPEC + "facets/" + schema + ".json#/$defs/" + name);
            fields.accept(o);
        });
    }

    private static String job(Work work) {
        String destination = work.options().destination();
        String text =
                destination == null
                        ? String.join(
                                "\n",
                                work.submission().owner(),
                                String.valueOf(work.purpose()),
                                work.tables().toString(),
                                work.plan().assembly().fields().toString())
                        : destination;
        return (destination == null ? "query." : "export.")
                + Sha256.of(text).substring(0, NAME_LENGTH);
    }

    /// Ids of queries are 128 bits in hexadecimal; others are made into a UUID of their own.
    private static String runId(String queryId) {
        return queryId.matches("[0-9a-f]{32}")
                ? queryId.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5")
                : UUID.nameUUIDFromBytes(queryId.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
