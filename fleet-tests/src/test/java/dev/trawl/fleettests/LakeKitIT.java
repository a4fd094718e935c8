package dev.trawl.fleettests;

import dev.trawl.source.SourceSettings;
import dev.trawl.source.kit.DeployedSite;
import dev.trawl.source.kit.Harness;
import dev.trawl.source.kit.KitFixture;
import dev.trawl.source.kit.KitRows;
import dev.trawl.source.kit.KitTable;
import dev.trawl.source.kit.SourceKit;
import dev.trawl.sql.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

/// The kit of sources against the built zip of source-objects, over tables of several Parquet
/// files.
@ExtendWith(FleetExtension.class)
class LakeKitIT extends SourceKit {
    private final FleetUnderTest fleet;

    LakeKitIT(FleetUnderTest fleet) {
        this.fleet = fleet;
    }

    @Override
    protected KitFixture fixture() {
        return new Lake(fleet, Insider.of(fleet, "query"));
    }

    private record Lake(FleetUnderTest fleet, Insider insider) implements KitFixture {
        private static final int FILES = 3;

        @Override
        public Map<String, String> create(KitTable table) {
            String prefix = "kit/%s/".formatted(table.name());
            Path file = fleet.scratch().resolve("kit.parquet");
            try (Oracle writer = Oracle.open()) {
                Files.createDirectories(fleet.scratch());
                int share = table.rows().size() / FILES + 1;
                for (int i = 0; i < FILES; i++) {
                    writer.writeParquet(
                            KitRows.query(part(table, i * share, share), Dialect.DUCKDB), file);
                    fleet.buckets()
                            .put(
                                    Buckets.LAKE,
                                    prefix + "part-%d.parquet".formatted(i),
                                    Files.readAllBytes(file));
                }
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new IllegalStateException(table.name(), e);
            }
            return Map.of("prefix", prefix, "format", "parquet");
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
                    DeployedSite.publish(FleetSource.of(fleet, insider, "lake"), mappings),
                    mappings.keySet());
        }

        @Override
        public Optional<Harness> limited(
                Map<KitTable, Map<String, String>> mappings, SourceSettings settings) {
            return Optional.empty();
        }

        @Override
        public void close() {
            insider.close();
        }
    }
}
