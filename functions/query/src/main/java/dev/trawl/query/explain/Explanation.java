package dev.trawl.query.explain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.query.deliver.Summaries;
import dev.trawl.query.record.AppliedPolicy;
import dev.trawl.query.split.Fragment;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/// What a query would do.
///
/// @param plan over governed tables
/// @param assembly over what the fragments give
public record Explanation(
        Relation plan, List<Step> fragments, Relation assembly, List<AppliedPolicy> policies) {
    private static final JsonFactory JSON = new JsonFactory();

    public Explanation {
        fragments = List.copyOf(fragments);
        policies = List.copyOf(policies);
    }

    /// @param filters what other fragments' keys will limit, in words
    /// @param steps as the source tells them
    public record Step(Fragment fragment, List<String> filters, List<String> steps) {
        public Step {
            filters = List.copyOf(filters);
            steps = List.copyOf(steps);
        }
    }

    public String toText() {
        StringBuilder text = new StringBuilder("plan\n");
        text.append(indented(PlanPrinter.print(plan)));
        for (Step step : fragments) {
            text.append(
                    "fragment %d in %s\n"
                            .formatted(step.fragment().number(), step.fragment().source()));
            text.append(indented(PlanPrinter.print(step.fragment().relation())));
            step.filters().forEach(line -> text.append("  ").append(line).append('\n'));
            step.steps().forEach(line -> text.append("  > ").append(line).append('\n'));
        }
        text.append("assembly\n").append(indented(PlanPrinter.print(assembly)));
        text.append("policies\n");
        for (AppliedPolicy policy : policies) {
            text.append(
                    "  %s %s %s%s: %s\n"
                            .formatted(
                                    policy.table(),
                                    policy.policy(),
                                    policy.kind(),
                                    policy.column() == null ? "" : " " + policy.column(),
                                    policy.text()));
        }
        return text.toString();
    }

    public String toJson(String queryId) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("queryId", queryId);
            json.writeStringField("plan", PlanPrinter.print(plan));
            json.writeArrayFieldStart("fragments");
            for (Step step : fragments) {
                json.writeStartObject();
                json.writeStringField("source", step.fragment().source());
                json.writeStringField("plan", PlanPrinter.print(step.fragment().relation()));
                lines(json, "dynamicFilters", step.filters());
                lines(json, "steps", step.steps());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("assembly", PlanPrinter.print(assembly));
            json.writeArrayFieldStart("policies");
            for (AppliedPolicy policy : policies) {
                Summaries.write(json, policy);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void lines(JsonGenerator json, String name, List<String> lines)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (String line : lines) {
            json.writeString(line);
        }
        json.writeEndArray();
    }

    private static String indented(String plan) {
        return plan.indent(2);
    }
}
