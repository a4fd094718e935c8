package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Somebody broke into the query function and wants more rows than a rule lets out in a day: by one
/// fragment after another under one grant, by parts in the bucket, by new grants, by splits.
@ExtendWith(FleetExtension.class)
@Timeout(60)
class HostileVolumesIT {
    private static final String READERS = "counted_readers";
    private static final String IN_DATABASE = "shop.public.counted";
    private static final String IN_FILES = "lake.public.counted_files";
    private static final Field ID = new Field("id", Type.Simple.BIGINT);

    @BeforeAll
    static void declare(FleetUnderTest fleet) throws SQLException {
        fleet.sql("CREATE TABLE counted AS SELECT i AS id FROM generate_series(1::bigint, 10) i");
        for (int file = 0; file < 2; file++) {
            fleet.buckets()
                    .put(
                            Buckets.LAKE,
                            "counted/%d.csv".formatted(file),
                            "id\n1\n2\n3\n4\n5\n".getBytes(StandardCharsets.UTF_8));
        }
        fleet.apply(TestResources.read("fleet/resources/counted.yaml"));
    }

    @Test
    void noMoreLeavesThanTheRuleSays(FleetUnderTest fleet) throws Exception {
        OneDay.run(fleet, "vera", READERS, (vera, _) -> noMoreLeaves(fleet, vera));
    }

    private static void noMoreLeaves(FleetUnderTest fleet, Caller vera) {
        assertThat(vera.query("select id from counted").rows()).hasSize(10);
        try (Insider insider = Insider.of(fleet, "query")) {
            QueryDouble query = new QueryDouble(insider);
            String grant = grant(vera, insider, query, IN_DATABASE);
            assertThat(query.scan(grant, IN_DATABASE, ID)).hasSize(10);

            limited(() -> query.scan(grant, IN_DATABASE, ID));
            limited(() -> query.executeInParts(grant, IN_DATABASE, "f1", ID));
            assertThat(insider.buckets.keys(Buckets.STATE, prefix(grant)))
                    .as("what was not counted is not stored")
                    .isEmpty();
            String another = grant(vera, insider, query, IN_DATABASE);
            limited(() -> query.scan(another, IN_DATABASE, ID));
        }
        Answer refused = vera.query("select id from counted");
        assertThat(refused.refusedWith("RATE_LIMITED").status()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0))
                .isBetween(1L, 86_401L);
        assertThat(fleet.as("nora").query("select id from counted").rows())
                .as("others are counted for themselves")
                .hasSize(10);
    }

    @Test
    void splitsDoNotTellHowManyRowsAreHidden(FleetUnderTest fleet) throws Exception {
        OneDay.run(fleet, "tess", READERS, (tess, _) -> splitsDoNotTell(fleet, tess));
    }

    private static void splitsDoNotTell(FleetUnderTest fleet, Caller tess) {
        try (Insider insider = Insider.of(fleet, "query")) {
            QueryDouble query = new QueryDouble(insider);
            String grant = grant(tess, insider, query, IN_FILES);
            assertThat(query.splits(grant, IN_FILES, ID).splits()).hasSize(1);
            assertThatThrownBy(() -> query.execute(grant, IN_FILES, "1", ID))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.GRANT_EXCEEDED));
            assertThat(query.scan(grant, IN_FILES, ID)).hasSize(6);
        }
    }

    /// Of 25 rows, the database gives 20, and files may give five, not six.
    @Test
    void whatLeavesOneSourceCountsInAnother(FleetUnderTest fleet) throws Exception {
        OneDay.run(
                fleet,
                "mona",
                READERS,
                (mona, _) -> {
                    for (int i = 0; i < 2; i++) {
                        assertThat(mona.query("select id from counted").rows()).hasSize(10);
                    }
                    mona.query("select id from counted_files").refusedWith("RATE_LIMITED");
                    assertThat(mona.query("select id from counted_files where id < 3").rows())
                            .hasSize(4);
                    mona.query("select id from counted where id < 3").refusedWith("RATE_LIMITED");
                });
    }

    private static String grant(Caller person, Insider insider, QueryDouble query, String table) {
        return query.decide(
                        new DecisionRequest.Credential.Token(person.token()),
                        Catalogs.current(insider),
                        table)
                .grants()
                .values()
                .iterator()
                .next();
    }

    private static String prefix(String grant) {
        String prefix = QueryDouble.content(grant).writePrefix();
        return prefix.substring(prefix.indexOf('/') + 1);
    }

    private static void limited(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                            assertThat(e.text())
                                    .startsWith(
                                            "rule counted.bounded lets a principal read at most 25"
                                                    + " rows in 86400 seconds");
                            assertThat(e.retryAfterSeconds()).isPresent();
                        });
    }
}
