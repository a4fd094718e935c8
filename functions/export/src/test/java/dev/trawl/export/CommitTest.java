package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.Faults;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommitTest {
    private static final int CALLS_MAX = 60;
    private static final int SIMULATIONS = 3_000;
    private static final int MORE_SIMULATIONS = 1_000;

    @ParameterizedTest
    @EnumSource(Faults.When.class)
    void whateverCallFailsTheTableHasTheRowsOnce(Faults.When when) {
        int call = 0;
        boolean wasReached = true;
        while (wasReached) {
            call++;
            assertThat(call).isLessThan(CALLS_MAX);
            Simulation simulation = Simulation.ofTable(call);
            simulation.faults.fail(call, when);
            simulation.proceedOnce("r1");
            wasReached = simulation.faults.wasReached();
            simulation.faults.fail(0, when);
            simulation.assertTrue();
            assertThat(simulation.settle("r1").phase()).isEqualTo(Run.Phase.COMMITTED);
            simulation.assertTrue();
            assertThat(simulation.loads()).containsExactly("r1");
        }
        assertThat(call).isGreaterThan(12);
    }

    @Test
    void twoRunnersWithFaultsGiveATableNothingOrTheRowsOnce() {
        int committed = 0;
        for (long seed = 1; seed <= MORE_SIMULATIONS; seed++) {
            Simulation simulation = Simulation.ofTable(seed);
            simulation.race(new Random(seed), List.of("r1", "r1"));
            simulation.assertTrue();
            Run end = simulation.settle("r1");
            simulation.assertTrue();
            assertThat(end.phase()).as("seed %d", seed).isIn(Run.Phase.COMMITTED, Run.Phase.FAILED);
            if (end.phase() == Run.Phase.COMMITTED) {
                committed++;
                assertThat(simulation.loads()).as("seed %d", seed).containsExactly("r1");
            }
        }
        assertThat(committed).isGreaterThan(MORE_SIMULATIONS / 2);
    }

    @ParameterizedTest
    @EnumSource(Faults.When.class)
    void whateverCallFailsTheDatasetIsTheCurrentRun(Faults.When when) {
        int call = 0;
        boolean wasReached = true;
        while (wasReached) {
            call++;
            assertThat(call).isLessThan(CALLS_MAX);
            Simulation simulation = Simulation.ofDataset(call, ExportSpec.Concurrency.FORBID);
            simulation.faults.fail(call, when);
            simulation.proceedOnce("r1");
            wasReached = simulation.faults.wasReached();
            simulation.faults.fail(0, when);
            simulation.assertTrue();
            assertThat(simulation.settle("r1").phase()).isEqualTo(Run.Phase.COMMITTED);
            simulation.deliverAgain("r1");
            simulation.assertTrue();
            assertThat(simulation.registered()).isPresent().isEqualTo(simulation.currentAttempt());
        }
        assertThat(call).isGreaterThan(15);
    }

    /// Runs that compete, fail and die leave the dataset as the current one says.
    @Test
    void theDatasetIsTheLatestRun() {
        for (long seed = 1; seed <= MORE_SIMULATIONS / 2; seed++) {
            Simulation simulation = Simulation.ofDataset(seed, ExportSpec.Concurrency.ALLOW);
            simulation.race(new Random(seed), List.of("r2", "r1"));
            simulation.assertTrue();
            for (String run : List.of("r1", "r2")) {
                simulation.settle(run);
                simulation.deliverAgain(run);
            }
            simulation.assertTrue();
            assertThat(simulation.registered())
                    .as("seed %d", seed)
                    .isEqualTo(simulation.currentAttempt());
        }
    }

    /// Of two runs at once the later one ends as the current one, whoever wrote last.
    @Test
    void theCurrentRunIsTheLatestOne() {
        for (long seed = 1; seed <= MORE_SIMULATIONS; seed++) {
            Simulation simulation = new Simulation(seed, ExportSpec.Concurrency.ALLOW);
            simulation.race(new Random(seed), List.of("r2", "r1"));
            simulation.assertTrue();
            Run first = simulation.settle("r1");
            Run second = simulation.settle("r2");
            simulation.assertTrue();
            if (second.phase() == Run.Phase.COMMITTED) {
                assertThat(simulation.current()).as("seed %d", seed).contains("r2");
            } else if (first.phase() == Run.Phase.COMMITTED) {
                assertThat(simulation.current()).as("seed %d", seed).contains("r1");
            }
        }
    }

    /// Whatever call fails, before or after it did its work: the manifest is true, or not there,
    /// and proceeding converges.
    @ParameterizedTest
    @EnumSource(Faults.When.class)
    void whateverCallFailsTheManifestIsTrueAndARetryConverges(Faults.When when) {
        int call = 0;
        boolean wasReached = true;
        while (wasReached) {
            call++;
            assertThat(call).isLessThan(CALLS_MAX);
            Simulation simulation = new Simulation(call);
            simulation.faults.fail(call, when);
            simulation.proceedOnce("r1");
            wasReached = simulation.faults.wasReached();
            simulation.faults.fail(0, when);
            simulation.assertTrue();
            assertThat(simulation.settle("r1").phase()).isEqualTo(Run.Phase.COMMITTED);
            simulation.assertTrue();
            assertThat(simulation.manifests()).hasSize(1);
        }
        assertThat(call).isGreaterThan(10);
    }

    /// Whatever call fails while a run's files are given up: each manifest that is there names
    /// files that are there, the current run stays whole, and the next time ends it.
    @ParameterizedTest
    @EnumSource(Faults.When.class)
    void whateverCallFailsAnExpiredRunIsThereOrGone(Faults.When when) {
        int call = 0;
        boolean wasReached = true;
        while (wasReached) {
            call++;
            assertThat(call).isLessThan(CALLS_MAX);
            Simulation simulation = new Simulation(call, ExportSpec.Concurrency.ALLOW);
            simulation.commitBoth();
            simulation.faults.fail(call, when);
            simulation.expire();
            wasReached = simulation.faults.wasReached();
            simulation.faults.fail(0, when);
            simulation.assertTrue();
            simulation.expire();
            simulation.assertTrue();
            assertThat(simulation.strays()).containsExactly("exports/daily/runs/r1/expired.json");
            assertThat(simulation.manifests()).hasSize(1);
            assertThat(simulation.current()).contains("r2");
            assertThat(simulation.expired("r1")).isPresent();
            simulation.expire();
            assertThat(simulation.expired("r2")).isEmpty();
        }
        assertThat(call).isGreaterThan(10);
    }

    /// A runner that dies at a call does nothing afterwards, not even tidy up.
    @Test
    void whereverARunnerDiesAnotherEndsTheRun() {
        int call = 0;
        boolean hasDied = true;
        while (hasDied) {
            call++;
            assertThat(call).isLessThan(CALLS_MAX);
            Simulation simulation = new Simulation(call);
            hasDied = simulation.dieAt("r1", call);
            simulation.assertTrue();
            assertThat(simulation.settle("r1").phase()).isEqualTo(Run.Phase.COMMITTED);
            simulation.assertTrue();
            simulation.sweep();
            assertThat(simulation.strays()).isEmpty();
        }
        assertThat(call).isGreaterThan(8);
    }

    /// Two runners take turns call by call as chance has it, calls fail before or after their work,
    /// runners die, leases end early; readers look after every call.
    @Test
    void twoRunnersWithFaultsGiveNothingOrOneWholeResult() {
        int committed = 0;
        for (long seed = 1; seed <= SIMULATIONS; seed++) {
            Simulation simulation = new Simulation(seed);
            simulation.race(new Random(seed), List.of("r1", "r1"));
            simulation.assertTrue();
            Run end = simulation.settle("r1");
            simulation.assertTrue();
            assertThat(end.phase()).as("seed %d", seed).isIn(Run.Phase.COMMITTED, Run.Phase.FAILED);
            assertThat(simulation.manifests()).as("seed %d", seed).hasSizeLessThanOrEqualTo(1);
            if (end.phase() == Run.Phase.COMMITTED) {
                committed++;
                assertThat(simulation.manifests()).as("seed %d", seed).hasSize(1);
                simulation.sweep();
                assertThat(simulation.strays()).as("seed %d", seed).isEmpty();
                simulation.assertTrue();
            }
        }
        assertThat(committed).isGreaterThan(SIMULATIONS / 2);
    }

    @Test
    void ofTwoRunsOneIsSkippedWhereTheExportForbidsAnother() {
        Simulation simulation = new Simulation(1, ExportSpec.Concurrency.FORBID);
        simulation.duringWrite = () -> simulation.proceedOnce("r2");
        simulation.proceedOnce("r1");
        assertThat(simulation.phase("r1")).isEqualTo(Run.Phase.COMMITTED);
        assertThat(simulation.phase("r2")).isEqualTo(Run.Phase.SKIPPED);
    }

    @Test
    void aLaterRunReplacesTheOneThatRunsWhereTheExportSaysSo() {
        Simulation simulation = new Simulation(1, ExportSpec.Concurrency.REPLACE);
        simulation.duringWrite =
                () -> {
                    simulation.duringWrite = () -> {};
                    simulation.proceedOnce("r2");
                };
        simulation.proceedOnce("r1");
        assertThat(simulation.phase("r1")).isEqualTo(Run.Phase.CANCELLED);
        assertThat(simulation.phase("r2")).isEqualTo(Run.Phase.COMMITTED);
        assertThat(simulation.strays()).isEmpty();
    }

    @Test
    void runsGoSideBySideWhereTheExportAllowsIt() {
        Simulation simulation = new Simulation(1, ExportSpec.Concurrency.ALLOW);
        simulation.duringWrite =
                () -> {
                    simulation.duringWrite = () -> {};
                    simulation.proceedOnce("r2");
                };
        simulation.proceedOnce("r1");
        assertThat(simulation.phase("r1")).isEqualTo(Run.Phase.COMMITTED);
        assertThat(simulation.phase("r2")).isEqualTo(Run.Phase.COMMITTED);
    }

    @Test
    void whatItsAuthorHasToMendFailsAtOnce() {
        Simulation simulation = new Simulation(1);
        simulation.duringWrite =
                () -> {
                    throw new TrawlException(ErrorCode.PERMISSION_DENIED, "no");
                };
        simulation.proceedOnce("r1");
        assertThat(simulation.run("r1").phase()).isEqualTo(Run.Phase.FAILED);
        assertThat(simulation.run("r1").problem())
                .isEqualTo(new Run.Problem("PERMISSION_DENIED", "no"));
    }

    @Test
    void whatMayPassIsTriedAgainAfterAGrowingPauseAsOftenAsTheExportSays() {
        Simulation simulation = new Simulation(1);
        simulation.duringWrite =
                () -> {
                    throw new TrawlException(ErrorCode.SOURCE_UNAVAILABLE, "away");
                };
        simulation.proceedOnce("r1");
        assertThat(simulation.run("r1").phase()).isEqualTo(Run.Phase.WAITING);
        assertThat(simulation.run("r1").until())
                .isEqualTo(simulation.clock.instant().plusSeconds(30));
        simulation.proceedOnce("r1");
        assertThat(simulation.run("r1").attempt()).isEqualTo(1);
        simulation.clock.advance(java.time.Duration.ofSeconds(30));
        simulation.proceedOnce("r1");
        assertThat(simulation.run("r1").until())
                .isEqualTo(simulation.clock.instant().plusSeconds(60));
        simulation.clock.advance(java.time.Duration.ofSeconds(60));
        simulation.proceedOnce("r1");
        assertThat(simulation.run("r1").phase()).isEqualTo(Run.Phase.FAILED);
        assertThat(simulation.strays()).isEmpty();
    }
}
