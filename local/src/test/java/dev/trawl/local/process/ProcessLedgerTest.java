package dev.trawl.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessLedgerTest {

    @TempDir Path folder;

    @Test
    void whatAKilledFleetLeftBehindIsEnded() throws IOException {
        Process left = start(folder.toString());
        try (ProcessLedger killed = ledger()) {
            killed.add(left);
        }

        int ended = ledger().endStale();

        assertThat(ended).isEqualTo(1);
        assertThat(left.isAlive()).isFalse();
        assertThat(ledger().endStale()).isZero();
    }

    @Test
    void aProcessThatOnlyHasTheSameIdIsLeftAlone() throws IOException {
        Process other = start(folder.toString());
        Process foreign = start("something else");
        try {
            Files.writeString(
                    folder.resolve("processes"),
                    other.pid()
                            + " 1000\n"
                            + foreign.pid()
                            + " "
                            + ProcessIdentity.of(foreign.toHandle()).startMillis()
                            + "\n");

            assertThat(ledger().endStale()).isZero();
            assertThat(other.isAlive()).isTrue();
            assertThat(foreign.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
            foreign.destroyForcibly();
        }
    }

    private ProcessLedger ledger() {
        return new ProcessLedger(folder.resolve("processes"), folder.toString());
    }

    private static Process start(String marker) throws IOException {
        return new ProcessBuilder(List.of("/bin/sh", "-c", "read line", marker)).start();
    }
}
