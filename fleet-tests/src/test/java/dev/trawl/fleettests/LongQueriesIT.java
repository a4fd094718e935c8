package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Queries that take long, give much, come again, or come in numbers.
@ExtendWith(FleetExtension.class)
@Timeout(90)
class LongQueriesIT {
    private static final long ROWS = 60_000;

    /// Minutes of work for the database.
    private static final String ENDLESS =
            "select count(*) from wide a join wide b on a.id <> b.id and a.filler <> b.filler";

    @BeforeAll
    static void declare(FleetUnderTest fleet) throws SQLException {
        fleet.sql(
                """
                CREATE TABLE wide AS
                SELECT i AS id,
                    (SELECT string_agg(md5(i || 'x' || n), '') FROM generate_series(1, 10) AS r(n))
                        AS filler
                FROM generate_series(1, %d) AS g(i)\
                """
                        .formatted(ROWS));
        fleet.apply(TestResources.read("fleet/resources/wide.yaml"));
    }

    @Test
    void largeAnswerComesInPartsThatAddUp(FleetUnderTest fleet)
            throws IOException, NoSuchAlgorithmException {
        Caller ana = fleet.as("ana");
        JsonNode answer = ana.query("select * from wide").succeeded().json();
        List<byte[]> parts = new ArrayList<>();
        for (JsonNode part : answer.path("parts")) {
            byte[] bytes = ana.download(part.path("url").asText()).succeeded().body();
            assertThat(HexFormat.of().formatHex(sha256(bytes)))
                    .isEqualTo(part.path("sha256").asText());
            assertThat(bytes.length).isEqualTo(part.path("bytes").asInt());
            parts.add(bytes);
        }

        assertThat(parts).hasSizeGreaterThan(1);
        assertThat(parts.stream().mapToLong(part -> part.length).sum()).isGreaterThan(6_000_000);
        assertThat(sumOfIds(parts)).isEqualTo(ROWS * (ROWS + 1) / 2);
    }

    @Test
    void answerThatIsNotWaitedForIsFoundLater(FleetUnderTest fleet) {
        Caller ana = fleet.as("ana");
        ObjectNode request = Caller.request("select count(*), max(id) from wide").put("wait", 0);

        Answer accepted = ana.post("/v1/query", request.toString());

        assertThat(accepted.status()).isEqualTo(202);
        Answer result = ana.get(accepted.location() + "/results", Caller.JSON);
        while (result.status() == 202) {
            result = ana.get(accepted.location() + "/results", Caller.JSON);
        }
        JsonNode json = result.succeeded().json();
        assertThat(json.path("state").asText()).isEqualTo("succeeded");
        assertThat(json.path("rows")).hasToString("[[%d,%d]]".formatted(ROWS, ROWS));
        assertThat(ana.get(accepted.location(), Caller.JSON).json().path("state").asText())
                .isEqualTo("succeeded");
        fleet.as("rita").get(accepted.location(), Caller.JSON).refusedWith("NOT_FOUND");
        fleet.as("rita")
                .get(accepted.location() + "/results", Caller.JSON)
                .refusedWith("NOT_FOUND");
        fleet.as("rita").delete(accepted.location()).refusedWith("NOT_FOUND");
    }

    @Test
    void cancelledQueryEndsAtTheSource(FleetUnderTest fleet) throws SQLException {
        Caller ana = fleet.as("ana");
        String location =
                ana.post("/v1/query", Caller.request(ENDLESS).put("wait", 0).toString()).location();
        Waiting.until("the statement runs", () -> running(fleet) > 0);

        assertThat(ana.delete(location).status()).isEqualTo(204);

        Waiting.until("no statement runs", () -> running(fleet) == 0);
        Waiting.until(
                "the query is cancelled",
                () ->
                        ana.get(location, Caller.JSON)
                                .json()
                                .path("state")
                                .asText()
                                .equals("cancelled"));
        ana.get(location + "/results", Caller.JSON).refusedWith("CANCELLED");
        assertThat(ana.query("select count(*) from wide").value()).isEqualTo("" + ROWS);
    }

    @Test
    void keyMakesARepeatedRequestTheSameQuery(FleetUnderTest fleet) {
        String count = Caller.request("select count(*) from wide").toString();
        Map<String, String> key = Map.of("Accept", Caller.JSON, "Idempotency-Key", "k-1");

        Answer first = fleet.as("ana").post("/v1/query", count, key).succeeded();
        Answer again = fleet.as("ana").post("/v1/query", count, key).succeeded();

        assertThat(again.json().path("queryId")).isEqualTo(first.json().path("queryId"));
        fleet.as("ana")
                .post("/v1/query", Caller.request("select max(id) from wide").toString(), key)
                .refusedWith("CONFLICT");
        fleet.as("nora").post("/v1/query", count, key).refusedWith("TABLE_NOT_FOUND");
    }

    @Test
    void manyClientsGetTheirOwnAnswersOrAreSentAway(FleetUnderTest fleet)
            throws InterruptedException, ExecutionException {
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                int id = i + 1;
                answers.add(
                        clients.submit(() ->
                                fleet.as("ana")
                                        .query(
                                                "select id, filler from wide where id = %d"
                                                        .formatted(id))));
            }
        }
        int right = 0;
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i).get();
            if (answer.status() == 200) {
                assertThat(answer.value()).isEqualTo("" + (i + 1));
                right++;
            } else {
                assertThat(answer.status()).as(answer.text()).isIn(429, 503);
            }
        }
        assertThat(right).isPositive();
    }

    private static long sumOfIds(List<byte[]> parts) throws IOException {
        long sum = 0;
        try (RootAllocator allocator = new RootAllocator()) {
            for (byte[] part : parts) {
                try (ArrowStreamReader reader =
                        new ArrowStreamReader(new ByteArrayInputStream(part), allocator)) {
                    BigIntVector ids = (BigIntVector) reader.getVectorSchemaRoot().getVector("id");
                    while (reader.loadNextBatch()) {
                        for (int i = 0; i < ids.getValueCount(); i++) {
                            sum += ids.get(i);
                        }
                    }
                }
            }
        }
        return sum;
    }

    private static int running(FleetUnderTest fleet) throws SQLException {
        try (Connection connection = fleet.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity"
                                        + " WHERE state = 'active' AND usename = 'shop'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static byte[] sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
