package dev.trawl.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoredSnapshotsTest {
    private final Catalog catalog = new Catalog();
    private final StoredSnapshots snapshots =
            new StoredSnapshots(catalog.items, catalog.state, Duration.ZERO, Catalog.CLOCK);

    @Test
    void theLastGoodOneStaysWhenTheNextCannotBeRead() {
        catalog.apply(Catalog.SOURCE);
        CatalogSnapshot good = snapshots.current();
        catalog.apply(Catalog.dataset("people", "id"));
        loseAll();

        assertThat(snapshots.current()).isEqualTo(good);
        assertThat(good.sources()).containsOnlyKeys("crm");
    }

    @Test
    void withoutAGoodOneTheFailureIsTold() {
        catalog.apply(Catalog.SOURCE);
        loseAll();

        assertThatThrownBy(snapshots::current)
                .extracting(e -> ((TrawlException) e).code())
                .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }

    @Test
    void beforeAnythingWasAppliedItIsEmpty() {
        assertThat(snapshots.current().sources()).isEmpty();
    }

    private void loseAll() {
        catalog.state.list("catalog/", 10).forEach(o -> catalog.state.delete(o.key()));
    }

    @Test
    void aCatalogThatIsLostIsToldWithWhatToDo() {
        catalog.apply(Catalog.SOURCE);
        String key = "catalog/" + catalog.current().hash() + ".json";
        catalog.state.delete(key);
        assertThatThrownBy(catalog::current)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                .hasMessageContaining(key)
                .hasMessageContaining("apply any change");
        catalog.apply(Catalog.dataset("d", "a"));
        assertThat(catalog.current().tables()).hasSize(1);
    }

    @Test
    void aChangeOfAThousandDatasetsWritesAndReadsOneSegment() {
        catalog.apply(Catalog.SOURCE);
        catalog.apply(datasets(1_000));
        assertThat(snapshots.current().tables()).hasSize(1_000);
        Set<String> before = keys();

        catalog.apply(Catalog.dataset("d7", "other"));

        Set<String> written = keys();
        written.removeAll(before);
        assertThat(written).hasSize(2).anyMatch(k -> k.startsWith("catalog/segment/"));
        before.forEach(catalog.state::delete);
        CatalogSnapshot now = snapshots.current();
        assertThat(now.tables()).hasSize(1_000);
        assertThat(now.table(new TableName("crm", "public", "d7")).orElseThrow().column("other"))
                .isPresent();
        assertThat(now.hash()).isEqualTo(CatalogHead.load(catalog.items).catalogHash());
    }

    @Test
    void segmentsAreTheSameHoweverTheyCameAbout() {
        catalog.apply(Catalog.SOURCE);
        catalog.apply(datasets(400));
        catalog.apply(Catalog.dataset("d7", "other"));
        catalog.apply(Catalog.dataset("d7", "id"));
        Catalog other = new Catalog();
        other.apply(Catalog.SOURCE + "\n---\n" + datasets(400));
        Resource[] all =
                Catalog.puts(Catalog.SOURCE + "\n---\n" + datasets(400)).stream()
                        .map(Change::resource)
                        .toArray(Resource[]::new);

        assertThat(other.current()).isEqualTo(catalog.current());
        assertThat(SnapshotBuilder.build(List.of(all))).isEqualTo(catalog.current());
        assertThat(
                        new StoredSnapshots(
                                        catalog.items, catalog.state, Duration.ZERO, Catalog.CLOCK)
                                .current())
                .isEqualTo(snapshots.current());
    }

    @Test
    void aChangedSegmentIsRefused() {
        catalog.apply(Catalog.SOURCE);
        catalog.apply(datasets(300));
        String hash = CatalogHead.load(catalog.items).catalogHash();
        String root = new String(catalog.state.load("catalog/" + hash + ".json"), UTF_8);
        String key = "catalog/segment/" + CatalogSnapshotCodec.segments(root).getFirst() + ".json";
        catalog.state.put(key, "{\"tables\":[],\"views\":[]}".getBytes(UTF_8), "application/json");
        assertThatThrownBy(snapshots::current)
                .hasMessage("the stored catalog is not what was applied");
        catalog.state.delete(key);
        assertThatThrownBy(snapshots::current).hasMessageContaining(key);
    }

    @Test
    void whatAnotherFunctionAppliedIsNotMissed() {
        catalog.apply(Catalog.SOURCE);
        catalog.apply(datasets(300));
        ResourceService other = catalog.service(catalog.items);
        for (int i = 0; i < 20; i++) {
            Catalog.puts(Catalog.dataset("d" + i, "c" + i))
                    .forEach(c -> other.apply(List.of(c), Catalog.AUTHOR, Catalog.POLICIES));
            if (i % 7 == 0) {
                assertThat(catalog.service.list(ResourceKind.DATASET)).hasSize(300);
            }
        }
        catalog.apply(Catalog.dataset("d20", "c20"));

        CatalogSnapshot now = snapshots.current();
        for (int i = 0; i <= 20; i++) {
            assertThat(now.table(new TableName("crm", "public", "d" + i)).orElseThrow().columns())
                    .extracting(CatalogColumn::name)
                    .containsExactly("c" + i);
        }
    }

    @Test
    void aSnapshotInOneTextIsReadHoweverLargeItIs() {
        Map<TableName, CatalogTable> tables = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            TableName name = new TableName("crm", "public", "t" + i);
            tables.put(name, table(name));
        }
        CatalogSnapshot many = CatalogSnapshotCodec.snapshot(Map.of(), tables, Map.of());
        String key = "catalog/" + many.hash() + ".json";
        catalog.state.create(
                key, CatalogSnapshotCodec.write(many).getBytes(UTF_8), "application/json");
        assertThat(snapshots.load(many.hash()).tables()).hasSize(1_000);
        catalog.state.delete(key);
        assertThat(snapshots.load(many.hash())).isEqualTo(many);
    }

    private Set<String> keys() {
        return catalog.state.list("catalog/", 1_000).stream()
                .map(o -> o.key())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String datasets(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Catalog.dataset("d" + i, "id"))
                .collect(Collectors.joining("\n---\n"));
    }

    private static CatalogTable table(TableName name) {
        List<CatalogColumn> columns = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            columns.add(
                    new CatalogColumn(
                            "column" + i, Type.Simple.VARCHAR, Set.of("pii"), true, "a column"));
        }
        return new CatalogTable(
                name, name.table(), Set.of(), "owner", "", columns, Map.of("prefix", "p/"), 1);
    }
}
