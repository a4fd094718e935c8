package dev.trawl.catalog;

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
    void tenThousandDatasetsAreReadOncePerChange() {
        Map<TableName, CatalogTable> tables = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            TableName name = new TableName("crm", "public", "t" + i);
            tables.put(name, table(name));
        }
        CatalogSnapshot many = CatalogSnapshotCodec.snapshot(Map.of(), tables, Map.of());
        StoredSnapshots.store(many, catalog.state);
        assertThat(snapshots.load(many.hash()).tables()).hasSize(10_000);
        catalog.state.delete("catalog/" + many.hash() + ".json");
        assertThat(snapshots.load(many.hash())).isEqualTo(many);
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
