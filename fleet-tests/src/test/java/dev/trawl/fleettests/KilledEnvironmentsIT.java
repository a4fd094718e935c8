package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.local.lambda.Fault;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Environments that are killed (SIGKILL) in the middle of a query: the right answer or a refusal,
/// never a wrong one and never none, and the next query works.
@ExtendWith(FleetExtension.class)
@Timeout(90)
class KilledEnvironmentsIT {
    /// A second or two of work for the database, with one right answer.
    private static final String SLOW =
            "select count(*) from busy a join busy b on a.id <> b.id and a.word <> b.word";

    private static final String RIGHT = Long.toString(2_500L * 2_499);

    @BeforeAll
    static void declare(FleetUnderTest fleet) throws SQLException {
        fleet.sql(
                "CREATE TABLE busy AS SELECT i AS id, repeat(md5(i::text), 20) AS word"
                        + " FROM generate_series(1, 2500) AS g(i)");
        fleet.apply(TestResources.read("fleet/resources/busy.yaml"));
        assertThat(fleet.as("ana").query(SLOW).value()).isEqualTo(RIGHT);
    }

    @Test
    void killedSourceIsCalledAgain(FleetUnderTest fleet) throws SQLException {
        Answer answer = killedWhileTheDatabaseWorks(fleet, "source-shop");

        assertThat(answer.value()).isEqualTo(RIGHT);
        nextQueryWorks(fleet);
    }

    @Test
    void killedPolicyDoesNotMatterToARunningQuery(FleetUnderTest fleet) throws SQLException {
        Answer answer = killedWhileTheDatabaseWorks(fleet, "policy");

        assertThat(answer.value()).isEqualTo(RIGHT);
        nextQueryWorks(fleet);
    }

    @Test
    void killedQueryIsRefusedByTheGateway(FleetUnderTest fleet) throws SQLException {
        Answer answer = killedWhileTheDatabaseWorks(fleet, "query");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).isEqualTo("{\"message\":\"Internal Server Error\"}");
        nextQueryWorks(fleet);
    }

    @Test
    void killedExecutorIsCalledAgain(FleetUnderTest fleet) throws SQLException {
        Caller ana = fleet.as("ana");
        String location =
                ana.post("/v1/query", Caller.request(SLOW).put("wait", 0).toString()).location();
        Waiting.until("the statement runs", () -> isBusy(fleet));
        fleet.fleet().killEnvironments("executor");

        Answer answer = ana.get(location + "/results", Caller.JSON);
        while (answer.status() == 202) {
            answer = ana.get(location + "/results", Caller.JSON);
        }

        assertThat(answer.value()).isEqualTo(RIGHT);
        nextQueryWorks(fleet);
    }

    @Test
    void policyThatDiesWhileItDecidesDeniesEverything(FleetUnderTest fleet) {
        fleet.fleet().failAt("policy", 1, new Fault.KilledEnvironment());

        Answer answer = fleet.as("ana").query("select count(*) from busy");

        answer.refusedWith("POLICY_UNAVAILABLE");
        nextQueryWorks(fleet);
    }

    @Test
    void sourceThatDiesTwiceIsAFailure(FleetUnderTest fleet) {
        fleet.fleet().failAt("source-shop", 1, new Fault.KilledEnvironment());
        fleet.fleet().failAt("source-shop", 2, new Fault.KilledEnvironment());

        fleet.as("ana").query("select count(*) from busy").refusedWith("FUNCTION_FAILED");

        nextQueryWorks(fleet);
    }

    private static Answer killedWhileTheDatabaseWorks(FleetUnderTest fleet, String function) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> answer = threads.submit(() -> fleet.as("ana").query(SLOW));
            Waiting.until("the statement runs", () -> isBusy(fleet));
            fleet.fleet().killEnvironments(function);
            return answer.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isBusy(FleetUnderTest fleet) throws SQLException {
        try (Connection connection = fleet.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                                        + " AND usename = 'shop' AND query LIKE 'COPY%'")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    private static void nextQueryWorks(FleetUnderTest fleet) {
        assertThat(fleet.as("ana").query("select count(*) from busy").value()).isEqualTo("2500");
    }
}
