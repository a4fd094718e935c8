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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a query would do, or did.
///
/// @param plan over governed tables
/// @param assembly over what the fragments give
/// @param analysis what it did; absent if it did not run
public record Explanation(
        Relation plan,
        List<Step> fragments,
        Relation assembly,
        List<AppliedPolicy> policies,
        @Nullable Analysis analysis) {
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

    public Explanation(
            Relation plan, List<Step> fragments, Relation assembly, List<AppliedPolicy> policies) {
        this(plan, fragments, assembly, policies, null);
    }

    /// The same of a query that has run.
    public Explanation with(Analysis done) {
        return new Explanation(plan, fragments, assembly, policies, done);
    }

    /// What is to be said of a fragment after its plan, a line each.
    List<String> lines(Step step) {
        List<String> lines = new ArrayList<>(step.filters());
        step.steps().stream().flatMap(String::lines).map(line -> "> " + line).forEach(lines::add);
        if (analysis != null) {
            Analysis.Figures figures = analysis.fragments().get(step.fragment().number());
            lines.addAll(notes(step, figures));
            lines.add(figures.text());
        }
        return lines;
    }

    /// What limited a fragment when it ran.
    private static List<String> notes(Step step, Analysis.Figures figures) {
        return figures.report().steps().stream()
                .filter(note -> step.filters().stream().anyMatch(note::startsWith))
                .toList();
    }

    public String toText() {
        StringBuilder text = new StringBuilder("plan\n");
        text.append(indented(PlanPrinter.print(plan)));
        for (Step step : fragments) {
            text.append(
                    "fragment %d in %s\n"
                            .formatted(step.fragment().number(), step.fragment().source()));
            text.append(indented(PlanPrinter.print(step.fragment().relation())));
            lines(step).forEach(line -> text.append("  ").append(line).append('\n'));
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
        if (analysis != null) {
            text.append("total\n").append(indented(analysis.text()));
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
                if (analysis != null) {
                    write(json, step, analysis.fragments().get(step.fragment().number()));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("assembly", PlanPrinter.print(assembly));
            json.writeArrayFieldStart("policies");
            for (AppliedPolicy policy : policies) {
                Summaries.write(json, policy);
            }
            json.writeEndArray();
            if (analysis != null) {
                Summaries.stats(json, analysis.summary());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Step step, Analysis.Figures figures)
            throws IOException {
        json.writeObjectFieldStart("analysis");
        Summaries.figures(json, figures.report());
        if (figures.estimate() != null) {
            json.writeNumberField("rowsExpected", figures.estimate().rows());
            json.writeNumberField("bytesExpected", figures.estimate().bytes());
        }
        if (figures.splits() != null) {
            json.writeNumberField("splits", figures.splits());
        }
        lines(json, "notes", notes(step, figures));
        json.writeEndObject();
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
