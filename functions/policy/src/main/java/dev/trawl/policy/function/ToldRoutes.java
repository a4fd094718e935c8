package dev.trawl.policy.function;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.lambda.HttpHandler;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Router;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Records what administrators ask the routes and nothing else tells: who looked at policies and
/// their history, tried a change, ran tests, and who was refused what. What changes something tells
/// that itself, before.
final class ToldRoutes {
    /// That record what they do.
    private static final Set<String> TELL_THEMSELVES =
            Set.of("POST /v1/decisions", "POST /v1/revocations", "POST /v1/policy-impact");

    private static final int PATH_MAX = 500;

    private final Credentials credentials;
    private final AuditLog audit;
    private final Clock clock;

    ToldRoutes(Credentials credentials, AuditLog audit, Clock clock) {
        this.credentials = credentials;
        this.audit = audit;
        this.clock = clock;
    }

    Router over(Router routes) {
        Router.Builder told = Router.builder();
        routes.routes().forEach(r -> told.on(r.method(), r.pattern(), told(r)));
        return told.build();
    }

    private HttpHandler told(Router.Route route) {
        return (request, invocation) -> {
            HttpResponse response;
            try {
                response = route.handler().handle(request, invocation);
            } catch (TrawlException e) {
                if (e.code() == ErrorCode.PERMISSION_DENIED
                        || e.code() == ErrorCode.STEWARD_NEEDED) {
                    record(route, request, invocation, e);
                }
                throw e;
            }
            if (!tellsItself(route, request)) {
                record(route, request, invocation, null);
            }
            return response;
        };
    }

    private static boolean tellsItself(Router.Route route, HttpRequest request) {
        boolean changes =
                route.pattern().equals("/v1/apply")
                        || route.pattern().endsWith("/rollback")
                        || route.method().equals("PUT")
                        || route.method().equals("DELETE");
        return TELL_THEMSELVES.contains(route.toString())
                || changes && !ResourceRoutes.isDry(request);
    }

    private void record(
            Router.Route route,
            HttpRequest request,
            Invocation invocation,
            @Nullable TrawlException refused) {
        AuditEvent.Builder event =
                AuditEvent.builder(
                                AuditEvent.Kind.ADMINISTRATION,
                                clock.instant(),
                                credentials.verify(request).id())
                        .action(route.toString())
                        .trace(invocation.traceId());
        if (route.pattern().contains("{")) {
            String path = request.path();
            event.detail("path", path.length() <= PATH_MAX ? path : path.substring(0, PATH_MAX));
        }
        if (refused != null) {
            event.failed(refused.code().name(), refused.getMessage());
        }
        audit.record(event.build());
    }
}
