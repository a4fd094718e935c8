package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.TrawlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportFilesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    format: arrow, partitionBy: [n] | spec.partitionBy is for files of the formats parquet, csv and jsonl
                    format: arrow, maxFileBytes: 1000000 | spec.maxFileBytes is for files of the formats parquet, csv and jsonl
                    format: arrow, registers: {dataset: d, source: lake} | spec.registers is for files of the formats parquet, csv and jsonl
                    partitionBy: [n, m, N] | spec.partitionBy[2] is a column named before
                    target: {table: a.b.c}, partitionBy: [n] | spec.partitionBy is for files, not for rows of a table
                    target: {table: a.b.c}, registers: {dataset: d, source: lake} | spec.registers is for files, not for rows of a table
                    target: {table: a.b.c, mode: merge} | spec.target has a key for mode merge, and for no other mode
                    target: {table: a.b.c, key: [n]} | spec.target has a key for mode merge, and for no other mode
                    maxFileBytes: 10 | spec.maxFileBytes
                    partitionBy: [_n] | spec.partitionBy[0]
                    encryption: {kmsKey: alias/ours} | spec.encryption.kmsKey
                    registers: {dataset: d} | spec.registers
                    """)
    void whatDoesNotGoTogetherIsRefused(String fields, String told) {
        assertThatThrownBy(() -> declared(fields))
                .isInstanceOf(TrawlException.class)
                .hasMessageContaining(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "format: csv, partitionBy: [day, Kind], maxFileBytes: 65536, registers: {dataset: d, source: lake, schema: Out}",
                "target: {table: a.b.c, mode: merge, key: [n]}",
                "target: {table: a.b.c, mode: replace}",
                "format: arrow, encryption: {kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/6f-1'}",
            })
    void theRestIsTaken(String fields) {
        assertThat(declared(fields).spec().size()).isGreaterThan(2);
    }

    /// What an export registers would come back with its next run.
    @Test
    void whatAnExportRegistersIsInUse() {
        Resource export = declared("registers: {dataset: d, source: lake}");
        assertThat(Dependencies.among(java.util.List.of(export)).uses(export))
                .containsExactly("dataset/d", "principal/p", "source/lake");
    }

    private static Resource declared(String fields) {
        return ResourceDocuments.parse(
                        "{kind: Export, name: e, spec: {query: select 1, principal: p, %s}}"
                                .formatted(fields))
                .getFirst();
    }
}
