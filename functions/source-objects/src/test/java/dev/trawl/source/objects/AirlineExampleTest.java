package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AirlineExampleTest {
    private static final Path DATA = Path.of("../../examples/airline/data");

    private final InMemoryObjectStore store = new InMemoryObjectStore("data");
    private final ObjectsSource source =
            new ObjectsSource(store, ObjectsSettings.DEFAULT, ParquetFixture.evaluator());
    private @TempDir Path scratch;

    @BeforeEach
    void upload() throws IOException {
        for (String folder : List.of("flights", "airports")) {
            try (Stream<Path> files = Files.walk(DATA.resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    store.put(
                            DATA.relativize(file).toString().replace('\\', '/'),
                            Files.readAllBytes(file),
                            "application/octet-stream");
                }
            }
        }
    }

    @Test
    void discoveredTablesCanBeRead() {
        List<SourceAnswer.DiscoveredTable> tables = source.discover(Instant.now().plusSeconds(30));

        assertThat(tables.stream().map(SourceAnswer.DiscoveredTable::name))
                .containsExactly("airports", "flights");
        assertThat(tables.get(1).rowCount()).isEqualTo(499_999);
        for (SourceAnswer.DiscoveredTable table : tables) {
            Reading reading = new Reading(source, table.columns(), table.mapping(), scratch);
            Relation.Scan scan = new Relation.Scan(Reading.TABLE, table.columns());
            assertThat(reading.rows(new Relation.Limit(scan, 0, 10))).hasSize(10);
        }
    }

    @Test
    void oneMonthIsReadAlone() {
        SourceAnswer.DiscoveredTable flights =
                source.discover(Instant.now().plusSeconds(30)).get(1);
        Reading reading = new Reading(source, flights.columns(), flights.mapping(), scratch);
        Relation.Scan scan =
                new Relation.Scan(Reading.TABLE, List.of(new Field("month", Type.Simple.VARCHAR)));
        Relation march =
                new Relation.Filter(
                        scan,
                        Expr.Call.of(
                                Function.EQ,
                                new Expr.Column(0, Type.Simple.VARCHAR),
                                Literals.of("2001-03")));

        assertThat(reading.rows(march).size()).isBetween(1, 200_000);
    }
}
