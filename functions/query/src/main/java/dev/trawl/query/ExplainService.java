package dev.trawl.query;

import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.query.api.Caller;
import dev.trawl.query.api.QueryRequest;
import dev.trawl.query.execute.RenewingGrants;
import dev.trawl.query.execute.Run;
import dev.trawl.query.execute.SideBySide;
import dev.trawl.query.execute.Watch;
import dev.trawl.query.explain.Explanation;
import dev.trawl.query.record.AccessEvents;
import dev.trawl.query.split.Fragment;
import java.util.List;
import java.util.function.Supplier;

/// Answers `POST /v1/explain`. Asks the sources what they would do; nothing runs. Explaining is
/// recorded like reading: a plan tells of columns, too. Thread-safe.
final class ExplainService {
    private final Services services;
    private final Preparation preparation;
    private final QueryIds ids;

    ExplainService(Services services, Preparation preparation, QueryIds ids) {
        this.services = services;
        this.preparation = preparation;
        this.ids = ids;
    }

    /// In what form the explanation goes out.
    enum Form {
        JSON,
        TEXT
    }

    HttpResponse explain(QueryRequest request, Caller caller, Form form, Invocation invocation) {
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
                                "explain",
                                request.sql()));
        services.audit().record(prepared.access());
        Explanation explanation = explanation(prepared);
        return switch (form) {
            case JSON -> HttpResponse.json(200, explanation.toJson(queryId));
            case TEXT -> HttpResponse.text(200, "text/plain; charset=utf-8", explanation.toText());
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
        try (SideBySide threads = new SideBySide(services.limits().sourceCallsMax())) {
            List<Explanation.Step> steps =
                    threads.run(
                            fragments.stream()
                                    .<Supplier<Explanation.Step>>map(f -> () -> step(run, f))
                                    .toList(),
                            watch);
            return new Explanation(
                    prepared.plan(),
                    steps,
                    prepared.work().plan().assembly(),
                    prepared.work().policies());
        }
    }

    private Explanation.Step step(Run run, Fragment fragment) {
        SourceRequest.Explain request =
                new SourceRequest.Explain(
                        run.grants().grant(fragment.source()),
                        fragment.relation(),
                        run.work().options().pushdown());
        return new Explanation.Step(
                fragment,
                services.sources()
                        .explain(run.function(fragment.source()), request, run.watch())
                        .steps());
    }
}
