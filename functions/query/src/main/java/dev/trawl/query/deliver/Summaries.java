package dev.trawl.query.deliver;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.trawl.plan.Field;
import dev.trawl.query.record.AppliedPolicy;
import dev.trawl.query.record.FragmentReport;
import dev.trawl.query.record.Origins;
import dev.trawl.query.record.QueryState;
import java.io.IOException;

/// What every JSON answer says besides rows: columns, policies, fragments, cost.
public final class Summaries {
    private Summaries() {}

    public static void write(JsonGenerator out, QueryState.Summary summary) throws IOException {
        out.writeArrayFieldStart("columns");
        for (Field column : summary.columns()) {
            out.writeStartObject();
            out.writeStringField("name", column.name());
            out.writeStringField("type", column.type().text());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("policies");
        for (AppliedPolicy policy : summary.policies()) {
            write(out, policy);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("fragments");
        for (FragmentReport fragment : summary.fragments()) {
            write(out, fragment);
        }
        out.writeEndArray();
        stats(out, summary);
        if (!summary.lineage().isEmpty()) {
            Origins.write(out, summary.lineage());
        }
    }

    /// Rows, time and cost of the whole.
    public static void stats(JsonGenerator out, QueryState.Summary summary) throws IOException {
        out.writeObjectFieldStart("stats");
        out.writeNumberField("rows", summary.rows());
        out.writeNumberField("millis", summary.cost().millis());
        out.writeNumberField("gigabyteMillis", summary.cost().gigabyteMillis());
        out.writeStringField("costUsd", summary.cost().usd().toPlainString());
        out.writeEndObject();
    }

    public static void write(JsonGenerator out, AppliedPolicy policy) throws IOException {
        out.writeStartObject();
        out.writeStringField("table", policy.table());
        out.writeStringField("policy", policy.policy());
        out.writeStringField("kind", policy.kind());
        if (policy.column() != null) {
            out.writeStringField("column", policy.column());
        }
        out.writeStringField("text", policy.text());
        out.writeEndObject();
    }

    /// Rows and bytes as far as they are told, and time.
    public static void figures(JsonGenerator out, FragmentReport fragment) throws IOException {
        if (fragment.told() != FragmentReport.Told.NEITHER) {
            out.writeNumberField("rows", fragment.rows());
        }
        if (fragment.told() == FragmentReport.Told.ALL) {
            out.writeNumberField("bytes", fragment.bytes());
        }
        out.writeNumberField("millis", fragment.millis());
    }

    private static void write(JsonGenerator out, FragmentReport fragment) throws IOException {
        out.writeStartObject();
        out.writeStringField("source", fragment.source());
        figures(out, fragment);
        out.writeArrayFieldStart("steps");
        for (String step : fragment.steps()) {
            out.writeString(step);
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
