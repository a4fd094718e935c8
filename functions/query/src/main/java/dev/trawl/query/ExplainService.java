package dev.trawl.query;

import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.api.Caller;
import dev.trawl.query.api.QueryRequest;
import dev.trawl.query.draw.Svg;
import dev.trawl.query.execute.DynamicFilters;
import dev.trawl.query.execute.RenewingGrants;
import dev.trawl.query.execute.Run;
import dev.trawl.query.execute.SideBySide;
import dev.trawl.query.execute.Watch;
import dev.trawl.query.explain.Explanation;
import dev.trawl.query.explain.ExplanationDrawing;
import dev.trawl.query.record.AccessEvents;
import dev.trawl.query.split.Fragment;
import dev.trawl.query.split.KeyFilter;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers `POST /v1/explain`. Asks the sources what they would do; nothing runs unless that is
/// asked for. Explaining is recorded like reading: a plan tells of columns, too. Thread-safe.
final class ExplainService {
    private final Services services;
    private final Preparation preparation;
    private final QueryIds ids;
    private final AnalyzedRun analyses;

    ExplainService(Services services, Preparation preparation, QueryIds ids) {
        this.services = services;
        this.preparation = preparation;
        this.ids = ids;
        this.analyses = new AnalyzedRun(services);
    }

    /// Whether the query runs.
    enum Runs {
        NEVER,
        /// As any query, with its records, places and limits; its rows stay here.
        ONCE
    }

    /// In what form the explanation goes out.
    enum Form {
        JSON,
        TEXT,
        SVG,
        HTML;

        /// As the body's `format` says, else as the caller accepts.
        static Form of(@Nullable String format, String accept) {
            if (format == null) {
                String type = accept.replaceAll("[,;].*", "").strip();
                return switch (type) {
                    case "text/plain" -> TEXT;
                    case "image/svg+xml" -> SVG;
                    case "text/html" -> HTML;
                    default -> JSON;
                };
            }
            for (Form form : values()) {
                if (form.name().toLowerCase(Locale.ROOT).equals(format)) {
                    return form;
                }
            }
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "'format' must be json, text, svg or html");
        }
    }

    HttpResponse explain(
            QueryRequest request, Caller caller, Form form, Runs runs, Invocation invocation) {
        String queryId = ids.next();
        invocation.query(queryId);
        Preparation.Prepared prepared =
                preparation.prepare(
                        request,
                        caller,
                        new AccessEvents.Asked(
                                queryId,
                                caller.principal(),
                                request.purpose(),
                                invocation.traceId(),
                                runs == Runs.ONCE ? "read" : "explain",
                                request.sql()));
        services.audit().record(prepared.access());
        Explanation explanation =
                switch (runs) {
                    case NEVER -> explanation(prepared);
                    case ONCE -> analyses.of(prepared, request, caller, this::explanation);
                };
        return switch (form) {
            case JSON -> HttpResponse.json(200, explanation.toJson(queryId));
            case TEXT -> HttpResponse.text(200, "text/plain; charset=utf-8", explanation.toText());
            case SVG -> Svg.response("image/svg+xml", ExplanationDrawing.svg(explanation));
            case HTML ->
                    Svg.response("text/html; charset=utf-8", ExplanationDrawing.html(explanation));
        };
    }

    private Explanation explanation(Preparation.Prepared prepared) {
        Watch watch =
                new Watch(
                        services.clock(),
                        services.clock().instant().plus(services.limits().waitMax()),
                        () -> false);
        Run run =
                new Run(
                        prepared.work(),
                        new RenewingGrants(
                                prepared.work(),
                                prepared.decision(),
                                services.policy(),
                                services.clock()),
                        prepared.catalog(),
                        watch);
        List<Fragment> fragments = prepared.work().plan().fragments();
        List<KeyFilter> filters = new DynamicFilters(services.limits().dynamicFilters()).of(run);
        try (SideBySide threads = new SideBySide(services.limits().sourceCallsMax())) {
            List<Explanation.Step> steps =
                    threads.run(
                            fragments.stream()
                                    .<Supplier<Explanation.Step>>map(
                                            f -> () -> step(run, f, filters))
                                    .toList(),
                            watch);
            return new Explanation(
                    prepared.plan(),
                    steps,
                    prepared.work().plan().assembly(),
                    prepared.work().policies());
        }
    }

    private Explanation.Step step(Run run, Fragment fragment, List<KeyFilter> filters) {
        SourceRequest.Explain request =
                new SourceRequest.Explain(
                        run.grants().grant(fragment.source()),
                        fragment.relation(),
                        run.work().options().pushdown());
        return new Explanation.Step(
                fragment,
                filters.stream()
                        .filter(f -> f.to() == fragment.number())
                        .map(f -> f.text(fragment))
                        .toList(),
                services.sources()
                        .explain(run.function(fragment.source()), request, run.watch())
                        .steps());
    }
}
