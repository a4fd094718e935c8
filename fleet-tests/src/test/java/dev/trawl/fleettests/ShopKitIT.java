package dev.trawl.fleettests;

import dev.trawl.source.SourceSettings;
import dev.trawl.source.kit.DeployedSite;
import dev.trawl.source.kit.Harness;
import dev.trawl.source.kit.KitFixture;
import dev.trawl.source.kit.KitRows;
import dev.trawl.source.kit.KitTable;
import dev.trawl.source.kit.SourceKit;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Identifiers;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

/// The kit of sources against the built zip of source-jdbc.
@ExtendWith(FleetExtension.class)
class ShopKitIT extends SourceKit {
    private final FleetUnderTest fleet;

    ShopKitIT(FleetUnderTest fleet) {
        this.fleet = fleet;
    }

    @Override
    protected KitFixture fixture() {
        return new Shop(fleet, Insider.of(fleet, "query"));
    }

    private record Shop(FleetUnderTest fleet, Insider insider) implements KitFixture {
        private static final String SCHEMA = "kit";

        @Override
        public Map<String, String> create(KitTable table) {
            String name = SCHEMA + "." + Identifiers.quote(table.name());
            try {
                fleet.sql(
                        "CREATE SCHEMA IF NOT EXISTS " + SCHEMA,
                        "GRANT USAGE ON SCHEMA %s TO PUBLIC".formatted(SCHEMA),
                        "DROP TABLE IF EXISTS " + name,
                        "CREATE TABLE %s AS %s"
                                .formatted(name, KitRows.query(table, Dialect.POSTGRESQL)),
                        "GRANT SELECT ON %s TO PUBLIC".formatted(name));
            } catch (SQLException e) {
                throw new IllegalStateException(table.name(), e);
            }
            return Map.of("schema", SCHEMA, "table", table.name());
        }

        @Override
        public Harness harness(Map<KitTable, Map<String, String>> mappings) {
            return new Harness(
                    DeployedSite.publish(FleetSource.of(fleet, insider, "shop"), mappings),
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
