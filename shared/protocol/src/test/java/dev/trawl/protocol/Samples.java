package dev.trawl.protocol;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One of every message, with all optional parts or none.
final class Samples {
    static final TableName PASSENGERS = new TableName("bookings", "public", "passengers");
    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private Samples() {}

    static Grant grant(@Nullable String purpose, @Nullable String destination) {
        Expr own =
                Expr.Call.of(
                        Function.EQ, new Expr.Column(1, Type.Simple.VARCHAR), Literals.of("SEA"));
        GrantedRelation relation =
                new GrantedRelation(
                        PASSENGERS,
                        List.of(
                                new Field("email", Type.Simple.VARCHAR),
                                new Field("station", Type.Simple.VARCHAR),
                                new Field("born", Type.Simple.DATE)),
                        List.of(
                                new GrantedColumn(
                                        "email",
                                        0,
                                        List.of(
                                                new MaskCase(own, new Mask.PassThrough()),
                                                new MaskCase(null, new Mask.Hash("person")))),
                                new GrantedColumn(
                                        "born", 2, List.of(new MaskCase(null, new Mask.Null())))),
                        own,
                        purpose == null ? null : new AggregateOnly(5, List.of(0), List.of("born")),
                        destination == null
                                ? List.of()
                                : List.of(
                                        new Allowance("p.rows", 5L, null, Duration.ofDays(1)),
                                        new Allowance("p.bytes", null, 9L, Duration.ofHours(1))));
        return new Grant(
                "g1",
                "bookings",
                NOW,
                NOW.plusSeconds(300),
                "q1",
                "https://issuer.example|ana",
                purpose,
                Action.READ,
                "state/spill/ab/q1/",
                destination,
                "c0ffee",
                7,
                List.of(relation));
    }

    static Relation fragment() {
        Relation scan =
                new Relation.Scan(PASSENGERS, List.of(new Field("email", Type.Simple.VARCHAR)));
        return new Relation.Limit(scan, 0, 10);
    }

    static List<SourceRequest> requests() {
        return List.of(
                new SourceRequest.Execute(
                        "jws", fragment(), "f0", "s1", SourceRequest.Pushdown.FULL, 1_000, NOW),
                new SourceRequest.Execute(
                        "jws", fragment(), "f0", null, SourceRequest.Pushdown.NONE, 1_000, NOW),
                new SourceRequest.Execute(
                        "jws",
                        fragment(),
                        "f0",
                        null,
                        SourceRequest.Pushdown.FULL,
                        1_000,
                        NOW,
                        true),
                new SourceRequest.PlanSplits("jws", fragment(), 8, NOW),
                new SourceRequest.Explain("jws", fragment(), SourceRequest.Pushdown.FULL),
                new SourceRequest.Discover("jws", NOW),
                new SourceRequest.Profile("jws", PASSENGERS, 1_000, NOW),
                new SourceRequest.Write(
                        "jws",
                        PASSENGERS,
                        List.of("id", "email"),
                        SourceRequest.WriteMode.MERGE,
                        List.of("id"),
                        List.of(new SourceAnswer.Part("state/exports/p0", 3, 24, "ab")),
                        NOW));
    }

    static List<SourceAnswer> answers() {
        List<Field> fields = List.of(new Field("n", Type.Simple.BIGINT));
        SourceAnswer.Statistics statistics =
                new SourceAnswer.Statistics(3, 24, 1_500, List.of("PostgreSQL: scan"));
        return List.of(
                new SourceAnswer.Rows(fields, Bytes.fromHex("00ff"), List.of(), statistics),
                new SourceAnswer.Rows(
                        fields,
                        null,
                        List.of(new SourceAnswer.Part("state/spill/p0", 3, 24, "ab")),
                        statistics),
                new SourceAnswer.Splits(List.of(new SourceAnswer.Split("t", 9)), "v1"),
                new SourceAnswer.Explanation(List.of("one", "two")),
                new SourceAnswer.Tables(
                        List.of(
                                new SourceAnswer.DiscoveredTable(
                                        "public",
                                        "t",
                                        fields,
                                        List.of("note"),
                                        Map.of("b", "2", "a", "1"),
                                        -1,
                                        Map.of("n", "how many")))),
                new SourceAnswer.Written(3, true),
                new SourceAnswer.Profile(
                        9,
                        true,
                        List.of(
                                new SourceAnswer.ColumnProfile(
                                        "mail", 1, 8, 17, PersonalData.EMAIL, 98, 8, 8),
                                new SourceAnswer.ColumnProfile("n", 0, 9, 8, null, 0, 0, 0))));
    }

    static Decision decision() {
        return new Decision(
                "https://issuer.example|ana",
                "delay_analytics",
                "c0ffee",
                7,
                NOW,
                "content",
                List.of(
                        new Decision.Permit(
                                PASSENGERS,
                                List.of(new Field("email", Type.Simple.VARCHAR)),
                                List.of(
                                        new Decision.Effect(
                                                "p/r",
                                                Decision.Effect.Kind.MASK,
                                                "email",
                                                "hashed"),
                                        new Decision.Effect(
                                                "p/r",
                                                Decision.Effect.Kind.ROW_FILTER,
                                                null,
                                                "own station")),
                                1_000L),
                        new Decision.Deny(new TableName("a", "b", "c"), "no rule allows"),
                        new Decision.Unknown(new TableName("a", "b", "d"))),
                Map.of("bookings", "jws"),
                "ticket");
    }

    static List<DecisionRequest> decisionRequests() {
        List<TableName> tables = List.of(PASSENGERS);
        return List.of(
                new DecisionRequest(
                        new DecisionRequest.Credential.Token("jwt"),
                        "p",
                        Action.READ,
                        "q",
                        "c",
                        "bucket/x",
                        tables),
                new DecisionRequest(
                        new DecisionRequest.Credential.Renewal("t"),
                        null,
                        Action.EXPORT,
                        "q",
                        "c",
                        null,
                        tables),
                new DecisionRequest(
                        new DecisionRequest.Credential.Machine("m"),
                        null,
                        Action.SCAN,
                        "q",
                        "c",
                        null,
                        tables));
    }
}
