package dev.trawl.policy.function;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.auth.Principal;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Router;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.policy.PolicyCase;
import dev.trawl.policy.PolicyCases;
import dev.trawl.policy.PolicyRequest;
import dev.trawl.policy.PolicyTestReport;
import dev.trawl.policy.PrincipalParser;
import dev.trawl.policy.TableDecision;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `POST /v1/decisions`, `POST /v1/policy-tests` and `POST /v1/revocations`.
final class PolicyRoutes {
    private static final Set<String> DECISION_FIELDS =
            Set.of("purpose", "action", "destination", "tables", "principal", "ip");

    private final Credentials credentials;
    private final PoliciesInForce policies;
    private final Administration administration;
    private final Revocation revocation;
    private final AuditLog audit;
    private final int tablesMax;
    private final Clock clock;

    PolicyRoutes(
            Credentials credentials,
            PoliciesInForce policies,
            Administration administration,
            Revocation revocation,
            AuditLog audit,
            int tablesMax,
            Clock clock) {
        this.credentials = credentials;
        this.policies = policies;
        this.administration = administration;
        this.revocation = revocation;
        this.audit = audit;
        this.tablesMax = tablesMax;
        this.clock = clock;
    }

    Router.Builder addTo(Router.Builder routes) {
        return routes.on("POST", "/v1/decisions", this::decisions)
                .on("POST", "/v1/policy-tests", this::tests)
                .on("POST", "/v1/revocations", this::revocations);
    }

    /// What may the caller see and why; of somebody else, for administrators.
    private HttpResponse decisions(HttpRequest request, Invocation invocation) {
        Principal caller = caller(request);
        JsonNode body = Documents.parse(request);
        checkFields(body, DECISION_FIELDS);
        InForce inForce = policies.current();
        boolean isAdministrator = administration.isAdministrator(caller);
        Principal subject = caller;
        @Nullable String ip = request.sourceIp();
        if (body.has("ip")) {
            administration.requireAdministrator(caller, "asking from another address");
            ip = text(body, "ip").orElse(null);
        }
        if (body.has("principal")) {
            administration.requireAdministrator(caller, "asking about another principal");
            subject = PrincipalParser.parse(body.path("principal"));
        }
        PolicyRequest asked =
                new PolicyRequest(
                        subject,
                        inForce.policies()
                                .purpose(subject, text(body, "purpose").orElse(null))
                                .orElse(null),
                        action(text(body, "action").orElse("read")),
                        text(body, "destination").orElse(null),
                        clock.instant(),
                        ip,
                        tables(body, inForce.catalog()));
        List<TableDecision> decided = inForce.policies().decide(asked, inForce.catalog()).tables();
        boolean wasAskedByName = body.has("tables");
        record(asked, wasAskedByName || isAdministrator, caller, invocation);
        List<TableDecision> told =
                decided.stream()
                        .filter(t ->
                                wasAskedByName
                                        || isAdministrator
                                        || !(t.outcome() instanceof Decision.Unknown))
                        .toList();
        return HttpResponse.json(
                200,
                Explanation.toJson(
                        asked,
                        told,
                        isAdministrator
                                ? Explanation.Audience.ADMINISTRATOR
                                : Explanation.Audience.SELF));
    }

    /// Nothing is granted; that somebody looked is told all the same.
    ///
    /// @param isCounted whether the caller may know about how many tables
    private void record(
            PolicyRequest asked, boolean isCounted, Principal caller, Invocation invocation) {
        AuditEvent.Builder event =
                AuditEvent.builder(AuditEvent.Kind.DECISION, clock.instant(), caller.id())
                        .purpose(asked.purpose())
                        .action(asked.action().text())
                        .trace(invocation.traceId())
                        .detail("explained", asked.principal().id());
        if (isCounted) {
            event.detail("asked", Integer.toString(asked.tables().size()));
        }
        if (asked.destination() != null) {
            event.detail("destination", asked.destination());
        }
        audit.record(event.build());
    }

    private HttpResponse tests(HttpRequest request, Invocation invocation) {
        administration.requireAdministrator(caller(request), "running policy tests");
        List<PolicyCase> cases = PolicyCases.parse(Documents.parse(request));
        InForce inForce = policies.current();
        PolicyTestReport report =
                PolicyTestReport.run(
                        cases, inForce.policies(), inForce.catalog(), clock.instant(), null);
        return HttpResponse.json(
                200,
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("passed").integer(report.results().size() - report.failed());
                            o.field("failed").integer(report.failed());
                            o.field("cases").list(report.results(), PolicyRoutes::write);
                            o.field("unreachedRules").list(report.unreached(), JsonWriter::string);
                        })));
    }

    /// Makes every grant that was signed before worthless.
    private HttpResponse revocations(HttpRequest request, Invocation invocation) {
        Principal caller = caller(request);
        administration.requireAdministrator(caller, "revoking grants");
        audit.record(
                AuditEvent.builder(AuditEvent.Kind.ADMINISTRATION, clock.instant(), caller.id())
                        .action("revoke_grants")
                        .trace(invocation.traceId())
                        .build());
        long floor = revocation.revokeAll().floor();
        policies.expire();
        return HttpResponse.json(
                200, JsonWriter.write(out -> out.object(o -> o.field("floor").integer(floor))));
    }

    private Principal caller(HttpRequest request) {
        return credentials.verify(request);
    }

    private List<TableName> tables(JsonNode body, CatalogSnapshot catalog) {
        List<TableName> tables = new ArrayList<>();
        if (body.has("tables")) {
            body.path("tables").forEach(name -> tables.add(table(name)));
        } else {
            Stream.concat(catalog.tables().keySet().stream(), catalog.views().keySet().stream())
                    .sorted()
                    .limit(tablesMax)
                    .forEach(tables::add);
        }
        if (tables.size() > tablesMax) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the request names %d tables, the limit is %d (TRAWL_DECISION_TABLES_MAX)"
                            .formatted(tables.size(), tablesMax));
        }
        return tables;
    }

    private static TableName table(JsonNode name) {
        try {
            return TableName.parse(name.asText());
        } catch (IllegalArgumentException e) {
            throw new TrawlException(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
        }
    }

    private static Action action(String text) {
        return Stream.of(Action.values())
                .filter(a -> a.text().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.INVALID_REQUEST,
                                "there is no action '%s'".formatted(text)));
    }

    private static Optional<String> text(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "'%s' must be a text".formatted(field));
        }
        return Optional.of(value.textValue());
    }

    private static void checkFields(JsonNode body, Set<String> known) {
        body.fieldNames()
                .forEachRemaining(name -> {
                    if (!known.contains(name)) {
                        throw new TrawlException(
                                ErrorCode.INVALID_REQUEST,
                                "the body has no field '%s'; known: %s"
                                        .formatted(name, known.stream().sorted().toList()));
                    }
                });
    }

    private static void write(JsonWriter out, PolicyCase.Result result) {
        out.object(o ->
                o.field("name")
                        .string(result.name())
                        .field("failures")
                        .list(result.failures(), JsonWriter::string));
    }
}
