package dev.trawl.localstack;

import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.OnFleet;
import dev.trawl.source.SourceSettings;
import dev.trawl.source.kit.DeployedSite;
import dev.trawl.source.kit.Harness;
import dev.trawl.source.kit.KitFixture;
import dev.trawl.source.kit.KitRows;
import dev.trawl.source.kit.KitTable;
import dev.trawl.source.kit.SourceKit;
import dev.trawl.sql.Dialect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/// The kit of sources against the deployed source-objects, over tables of two Parquet files. The
/// source is one that no resource declares, so that nothing scans its files.
@OnFleet
@Timeout(120)
class FilesKitIT extends SourceKit {
    private final AirlineFleet fleet;

    @TempDir static Path folder;

    FilesKitIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    @Override
    protected KitFixture fixture() {
        return new Files(fleet, folder.resolve("kit.parquet"));
    }

    private record Files(AirlineFleet fleet, Path scratch) implements KitFixture {
        private static final int FILES = 2;

        @Override
        public Map<String, String> create(KitTable table) {
            String bucket = fleet.variable("source-" + AirlineFleet.FILES, "TRAWL_DATA_BUCKET");
            String prefix = table.name() + "/";
            int share = table.rows().size() / FILES + 1;
            for (int i = 0; i < FILES; i++) {
                String key = prefix + "part-%d.parquet".formatted(i);
                write(part(table, i * share, share));
                fleet.aws()
                        .s3()
                        .putObject(b -> b.bucket(bucket).key(key), RequestBody.fromFile(scratch));
            }
            return Map.of("prefix", prefix, "format", "parquet");
        }

        /// Row groups of at least 2048 rows.
        private void write(KitTable table) {
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
                statement.execute(
                        "COPY (%s) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 4096)"
                                .formatted(KitRows.query(table, Dialect.DUCKDB), scratch));
            } catch (SQLException e) {
                throw new IllegalStateException(table.name(), e);
            }
        }

        private static KitTable part(KitTable table, int from, int count) {
            int rows = table.rows().size();
            return new KitTable(
                    table.name(),
                    table.columns(),
                    table.rows().subList(Math.min(from, rows), Math.min(from + count, rows)));
        }

        @Override
        public Harness harness(Map<KitTable, Map<String, String>> mappings) {
            return new Harness(
                    DeployedSite.publish(fleet.source(AirlineFleet.FILES), mappings),
                    mappings.keySet());
        }

        @Override
        public Optional<Harness> limited(
                Map<KitTable, Map<String, String>> mappings, SourceSettings settings) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
