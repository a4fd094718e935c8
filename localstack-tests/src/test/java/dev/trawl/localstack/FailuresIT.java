package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.Caller;
import dev.trawl.localstack.fleet.OnFleet;
import dev.trawl.localstack.fleet.Versions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.sqs.model.Message;

/// Functions that fail or have no room.
@OnFleet
@Timeout(180)
class FailuresIT {
    private static final Duration RETRIES = Duration.ofSeconds(60);
    private static final String SQL = "select count(*) from airports";
    private static final int ROWS = 3_376;
    private static final int PLENTY = 6;

    private final AirlineFleet fleet;

    FailuresIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    /// The queue has the event itself, so whoever mends the cause sends it again.
    @Test
    void anEventThatFailsEveryTimeReachesTheDeadLetterQueueAndCanBeSentAgain() {
        String event = "{\"nonsense\":true}";
        List<String> functions = List.of("scan-metadata", "export");
        functions.forEach(function -> send(function, event));
        List<Message> first = functions.stream().map(this::next).toList();
        functions.forEach(function -> send(function, first.getFirst().body()));
        List<Message> second = functions.stream().map(this::next).toList();

        assertThat(first).allSatisfy(m -> assertThat(m.body().replace(" ", "")).isEqualTo(event));
        assertThat(second).allSatisfy(m -> assertThat(m.body().replace(" ", "")).isEqualTo(event));
        assertThat(first)
                .extracting(Message::messageId)
                .doesNotContainAnyElementsOf(second.stream().map(Message::messageId).toList());
    }

    @Test
    void aFunctionWithoutRoomIsToldAsSuchAndNeverAnsweredWrongly()
            throws InterruptedException, ExecutionException {
        String function = fleet.config().deployedName("source-flights");
        reserve(function, 0);
        Caller.Answer refused = fleet.as("ana").query(SQL, null);
        reserve(function, 1);
        List<Future<Caller.Answer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                answers.add(threads.submit(() -> fleet.as("ana").query(SQL, null)));
            }
        }
        reserve(function, PLENTY);

        assertThat(refused.status()).as(refused.toString()).isIn(429, 503);
        assertThat(refused.header("retry-after")).as(refused.toString()).matches("[1-9]\\d*");
        for (Future<Caller.Answer> answer : answers) {
            assertThat(answer.get().status()).as(answer.get().toString()).isIn(200, 429, 503);
            if (answer.get().status() == 200) {
                assertThat(answer.get().json().path("rows").path(0).path(0).asLong())
                        .isEqualTo(ROWS);
            }
        }
        assertThat(fleet.as("ana").query(SQL, null).status()).isEqualTo(200);
    }

    /// Places are held in the table, so every environment counts alike. A lock on the table holds
    /// the query that has the only place.
    @Test
    void whoHasNoPlaceLeftIsToldToComeAgainAndOthersAreServed() throws SQLException {
        Versions versions = fleet.versions();
        String before = versions.live("query");
        String one = versions.publish("query", Map.of("TRAWL_PRINCIPAL_QUERIES_MAX", "1"));
        String sql = "select name from passengers";
        Caller fay = fleet.as("fay");
        versions.shift("query", one);
        try (Connection connection = fleet.database();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table passengers in access exclusive mode");
            Caller.Answer first = fay.query(Caller.body(sql, "fraud_investigation").put("wait", 1));
            Caller.Answer second = fay.query(sql, "fraud_investigation");
            Caller.Answer other = fleet.as("ana").query(SQL, null);
            Caller.Answer cancelled = fay.send("DELETE", first.header("location"), null);
            connection.rollback();
            Caller.Answer third =
                    Await.until(
                            RETRIES,
                            () -> fay.query("select count(*) from airports", null),
                            answer -> answer.status() == 200);

            assertThat(first.status()).as(first.toString()).isEqualTo(202);
            assertThat(second.status()).as(second.toString()).isEqualTo(429);
            assertThat(second.text()).contains("THROTTLED");
            assertThat(second.header("retry-after")).matches("[1-9]\\d*");
            assertThat(other.status()).as(other.toString()).isEqualTo(200);
            assertThat(cancelled.status()).as(cancelled.toString()).isEqualTo(204);
            assertThat(third.status()).as(third.toString()).isEqualTo(200);
        } finally {
            versions.shift("query", before);
        }
    }

    private void send(String function, String event) {
        fleet.aws()
                .lambda()
                .invoke(b ->
                        b.functionName(fleet.config().deployedName(function))
                                .qualifier("live")
                                .invocationType(InvocationType.EVENT)
                                .payload(SdkBytes.fromUtf8String(event)));
    }

    /// The next dead letter of a function.
    private Message next(String function) {
        String name = fleet.config().deployedName(function) + "-failures";
        String queue = fleet.aws().sqs().getQueueUrl(b -> b.queueName(name)).queueUrl();
        List<Message> messages =
                Await.until(
                        RETRIES,
                        () ->
                                fleet.aws()
                                        .sqs()
                                        .receiveMessage(b -> b.queueUrl(queue).waitTimeSeconds(2))
                                        .messages(),
                        received -> !received.isEmpty());
        assertThat(messages).hasSize(1);
        Message message = messages.getFirst();
        fleet.aws()
                .sqs()
                .deleteMessage(b -> b.queueUrl(queue).receiptHandle(message.receiptHandle()));
        return message;
    }

    private void reserve(String function, int environments) {
        fleet.aws()
                .lambda()
                .putFunctionConcurrency(
                        b -> b.functionName(function).reservedConcurrentExecutions(environments));
    }
}
