package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Duration;
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
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void beforeAnythingWasAppliedItIsEmpty() {
        assertThat(snapshots.current().sources()).isEmpty();
    }

    private void loseAll() {
        catalog.state.list("catalog/", 10).forEach(o -> catalog.state.delete(o.key()));
    }
}
