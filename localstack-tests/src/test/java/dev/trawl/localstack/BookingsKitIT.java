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
import dev.trawl.sql.Identifiers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;

/// The kit of sources against the deployed source-jdbc.
@OnFleet
@Timeout(120)
class BookingsKitIT extends SourceKit {
    private final AirlineFleet fleet;

    BookingsKitIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    @Override
    protected KitFixture fixture() {
        return new Bookings(fleet);
    }

    private record Bookings(AirlineFleet fleet) implements KitFixture {
        private static final String SCHEMA = "kit";

        @Override
        public Map<String, String> create(KitTable table) {
            String name = SCHEMA + "." + Identifiers.quote(table.name());
            List<String> statements =
                    List.of(
                            "CREATE SCHEMA IF NOT EXISTS " + SCHEMA,
                            "GRANT USAGE ON SCHEMA %s TO PUBLIC".formatted(SCHEMA),
                            "DROP TABLE IF EXISTS " + name,
                            "CREATE TABLE %s AS %s"
                                    .formatted(name, KitRows.query(table, Dialect.POSTGRESQL)),
                            "GRANT SELECT ON %s TO PUBLIC".formatted(name));
            try (Connection connection = fleet.database();
                    Statement statement = connection.createStatement()) {
                for (String each : statements) {
                    statement.execute(each);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(table.name(), e);
            }
            return Map.of("schema", SCHEMA, "table", table.name());
        }

        @Override
        public Harness harness(Map<KitTable, Map<String, String>> mappings) {
            return new Harness(
                    DeployedSite.publish(fleet.source("bookings"), mappings), mappings.keySet());
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
