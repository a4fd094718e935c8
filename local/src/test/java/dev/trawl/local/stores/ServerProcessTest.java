package dev.trawl.local.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.local.process.ProcessLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server lives as long as its owner wants, and one that ends by itself is noticed.
@Timeout(60)
final class ServerProcessTest {
    @TempDir private Path folder;
    private Path log;
    private ProcessLedger ledger;

    @BeforeEach
    void openLedger() {
        log = folder.resolve("server.log");
        ledger = new ProcessLedger(folder.resolve("processes"), "server-test");
    }

    /// So that nothing is written into a folder that is being deleted.
    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    private ServerProcess start(String script) throws IOException {
        return ServerProcess.start(List.of("/bin/sh", "-c", script), "TERM", log, ledger);
    }

    private static void refuse() throws SQLException {
        throw new SQLException("nobody listens");
    }

    @Test
    void oneThatEndsByItselfIsToldWithItsLog() throws IOException {
        try (ServerProcess server = start("echo no space left; exit 3")) {
            assertThatThrownBy(() -> server.awaitReady(log, ServerProcessTest::refuse))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(log.toString());
        }
        assertThat(log).hasContent("no space left");
    }

    @Test
    void itsEndIsAskedForBySignalAndAwaited() throws IOException {
        Path ready = folder.resolve("ready");
        try (ServerProcess server =
                start(
                        "trap 'echo ended; exit 0' TERM; touch "
                                + ready
                                + "; while :; do sleep 0.1; done")) {
            server.awaitReady(
                    log,
                    () -> {
                        if (!Files.exists(ready)) {
                            refuse();
                        }
                    });
            assertThat(log).hasContent("");
        }
        assertThat(log).hasContent("ended");
    }
}
