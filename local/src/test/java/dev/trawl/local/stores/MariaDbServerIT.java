package dev.trawl.local.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.local.process.ProcessLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// The fleet's MariaDB: kept over a restart, read by a source's user and by nobody without a
/// password.
@Timeout(120)
@EnabledIf("isInstalled")
final class MariaDbServerIT {
    static boolean isInstalled() {
        boolean isInstalled = Files.isExecutable(Path.of("/usr/sbin/mariadbd"));
        if (!isInstalled) {
            System.err.println("SKIPPED HERE: the local fleet's MariaDB, which is not installed");
        }
        return isInstalled;
    }

    @TempDir private Path folder;
    private ProcessLedger ledger;

    @BeforeEach
    void openLedger() {
        ledger = new ProcessLedger(folder.resolve("processes"), "mariadb-test");
    }

    /// So that nothing is written into a folder that is being deleted.
    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    private MariaDbServer start(String password) {
        return MariaDbServer.start(
                new StoreHome(folder, folder.resolve("logs")),
                folder.resolve("mariadb"),
                password,
                ledger);
    }

    private static long one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void itsDatabasesStayAndAreOnlyRead() throws SQLException {
        try (MariaDbServer server = start("first")) {
            server.createDatabase("shop_1", "reader");
            try (Connection administrator =
                            DriverManager.getConnection(
                                    server.url("shop_1"), MariaDbServer.ADMINISTRATOR, "first");
                    Statement statement = administrator.createStatement()) {
                statement.execute("create table t as select 7 as n");
            }
        }
        try (MariaDbServer server = start("second")) {
            server.createDatabase("shop_1", "reader2");
            assertThatThrownBy(() -> DriverManager.getConnection(server.url(""), "root", ""))
                    .isInstanceOf(SQLException.class);
            try (Connection reader =
                    DriverManager.getConnection(server.url("shop_1"), "shop_1", "reader2")) {
                assertThat(one(reader, "select n from t")).isEqualTo(7);
                assertThatThrownBy(() -> one(reader, "insert into t values (8) returning n"))
                        .isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> one(reader, "select count(*) from mysql.global_priv"))
                        .isInstanceOf(SQLException.class);
            }
        }
    }
}
