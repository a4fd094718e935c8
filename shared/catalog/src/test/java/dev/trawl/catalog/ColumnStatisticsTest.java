package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ColumnStatisticsTest {
    private static final String DOCUMENTS =
            """
            {kind: Source, name: crm, spec: {kind: jdbc}}
            ---
            kind: Dataset
            name: people
            spec:
              source: crm
              columns:
                - {name: id, type: bigint, statistics: {rows: 9, nulls: 1, distinct: 8, width: 4}}
                - {name: mail, type: varchar}
            """;

    @Test
    void figuresAreInTheSnapshotAndItsText() {
        CatalogSnapshot snapshot = SnapshotBuilder.build(ResourceDocuments.parse(DOCUMENTS));
        CatalogSnapshot whole =
                CatalogSnapshotCodec.snapshot(
                        snapshot.sources(), snapshot.tables(), snapshot.views());
        CatalogSnapshot read =
                CatalogSnapshotCodec.read(CatalogSnapshotCodec.write(whole), whole.hash());
        assertThat(read.tables()).isEqualTo(snapshot.tables());
        assertThat(read.tables().values().iterator().next().columns())
                .extracting(CatalogColumn::statistics)
                .containsExactly(new ColumnStatistics(9, 1, 8, 4), null);
    }

    @Test
    void figuresThatCannotBeAreRefused() {
        String wrong = DOCUMENTS.replace("nulls: 1", "nulls: 10");
        assertThatThrownBy(() -> SnapshotBuilder.build(ResourceDocuments.parse(wrong)))
                .hasMessageContaining("no figures of a column");
    }
}
