package dev.trawl.source.function;

import dev.trawl.audit.AuditLog;
import dev.trawl.auth.GrantLimits;
import dev.trawl.auth.GrantVerifier;
import dev.trawl.auth.StoredEpochFloor;
import dev.trawl.auth.TrustedRoots;
import dev.trawl.catalog.Snapshots;
import dev.trawl.catalog.StoredSnapshots;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.lambda.Calls;
import dev.trawl.lambda.Endpoints;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.HeadStart;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonLog;
import dev.trawl.lambda.MessageEndpoint;
import dev.trawl.lambda.Metric;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.source.Source;
import dev.trawl.source.SourceParts;
import dev.trawl.source.SourceService;
import dev.trawl.source.run.EngineEvaluation;
import dev.trawl.source.veil.PseudonymKeys;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.PublicKeys;
import dev.trawl.store.Secrets;
import dev.trawl.store.aws.AwsStores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// The edge of a source function around the one thing that differs, its {@link Source}.
public final class SourceFunction {
    private static final Duration EPOCH_FRESH = Duration.ofSeconds(5);
    private static final Duration SNAPSHOT_FRESH = Duration.ofSeconds(5);

    /// Time to say that time is up, before the platform ends the run.
    private static final Duration ANSWER_TIME = Duration.ofSeconds(3);

    private SourceFunction() {}

    /// Stores of the function.
    ///
    /// @param results bucket of state and results
    /// @param audit bucket of records
    public record Stores(
            ObjectStore results,
            ObjectStore audit,
            ItemTable state,
            Secrets secrets,
            Snapshots snapshots,
            PublicKeys publicKeys) {

        /// Of a function whose trust is spelt out in its settings, and with one bucket.
        public Stores(ObjectStore results, ItemTable state, Secrets secrets, Snapshots snapshots) {
            this(results, results, state, secrets, snapshots, PublicKeys.NONE);
        }

        /// The stores that the settings name, in AWS.
        public static Stores of(SourceFunctionSettings settings, AwsStores aws) {
            ObjectStore results = aws.objects(settings.stateBucket());
            ItemTable state = aws.items(settings.stateTable());
            return new Stores(
                    results,
                    aws.objects(settings.auditBucket()),
                    state,
                    aws.secrets(),
                    new StoredSnapshots(state, results, SNAPSHOT_FRESH, Clock.systemUTC()),
                    aws.publicKeys());
        }
    }

    /// The edge of the function that this process is, primed where the settings ask for it.
    public static FunctionEdge edge(
            String function,
            SourceFunctionSettings settings,
            Stores stores,
            Source source,
            Calls calls) {
        Clock clock = Clock.systemUTC();
        JsonLog log = JsonLog.standard(function);
        Duration priming = settings.priming();
        if (priming != null) {
            HeadStart.take(log, priming, rounds -> Priming.run(settings, clock, rounds));
        }
        return new FunctionEdge(
                endpoints(service(settings, stores, source, clock)), log, clock, calls);
    }

    static Endpoints endpoints(SourceService service) {
        return Endpoints.ofMessages(
                new MessageEndpoint<>(
                        SourceRequestCodec::read,
                        SourceAnswerCodec::write,
                        (request, invocation) ->
                                measured(
                                        service.answer(
                                                request,
                                                latest(invocation),
                                                grant -> note(invocation, grant)),
                                        invocation)));
    }

    private static SourceAnswer measured(SourceAnswer answer, Invocation invocation) {
        if (answer instanceof SourceAnswer.Rows rows) {
            invocation.measure(Metric.ROWS_SENT, rows.statistics().rows());
            invocation.measure(Metric.BYTES_SENT, rows.statistics().bytes());
        }
        return answer;
    }

    private static Instant latest(Invocation invocation) {
        return invocation.deadline().minus(ANSWER_TIME);
    }

    private static void note(Invocation invocation, Grant grant) {
        invocation.query(grant.queryId());
        invocation.note("source", grant.audience());
    }

    static SourceService service(
            SourceFunctionSettings settings, Stores stores, Source source, Clock clock) {
        GrantVerifier verifier =
                new GrantVerifier(
                        TrustedRoots.parse(settings.trustedRoots(), stores.publicKeys()),
                        settings.source(),
                        new StoredEpochFloor(stores.state(), EPOCH_FRESH, clock),
                        GrantLimits.DEFAULT,
                        clock);
        return new SourceService(
                new SourceParts(
                        source,
                        new EngineEvaluation(new LocalEvaluator(settings.engine(), clock)),
                        verifier::verify,
                        stores.snapshots(),
                        stores.results(),
                        stores.state(),
                        new AuditLog(
                                stores.audit(),
                                "source-" + settings.source(),
                                () -> UUID.randomUUID().toString()),
                        new PseudonymKeys(stores.secrets(), settings.pseudonymSecrets()),
                        clock,
                        () -> UUID.randomUUID().toString(),
                        settings.scratch(),
                        settings.limits()));
    }
}
