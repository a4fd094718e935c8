package dev.trawl.testkit.slt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.Dialect;
import dev.trawl.testkit.DuckDbTables;
import dev.trawl.testkit.PostgresTables;
import dev.trawl.testkit.SqlDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SltTest {
    private static final String HEADER = "# name: x\n# description: y\n\n";

    @Test
    void everyFileIsListedAndCanBeRead() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/slt"))) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".slt")))
                    .containsExactlyInAnyOrderElementsOf(SltFile.names());
        }
        for (SltFile file : SltFile.all()) {
            assertThat(SltFile.names()).contains(file.name() + ".slt");
            assertThat(file.records()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a", "", " ", "NULL", "(empty)", " x ", "a|b", "a | b", "\\", "\n\t\r", "\\n"
            })
    void textsAreReadAsTheyAreWritten(String text) {
        assertThat(SltFile.row(SltFile.escaped(text) + " | NULL"))
                .isEqualTo(Arrays.asList(text, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "query I\nselect 1\n----\n1",
                "query I rowsort\nselect 1",
                "error SYNTAX_ERROR",
                "query Z rowsort\nselect 1\n----\n1",
                "query I rowsort\nselect 1\n----\n1 | 2"
            })
    void brokenRecordsAreRefusedWithTheirLine(String record) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SltFile.parse(HEADER + record))
                .withMessageStartingWith("line 4: ");
    }

    @Test
    void rowsMayComeInAnyOrderUnlessItIsPartOfTheAnswer() {
        SltEngine engine = _ -> answer("2", "1");
        SltRunner.check(record("query I rowsort\nselect\n----\n1\n2"), engine);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> SltRunner.check(record("query I nosort\nselect\n----\n1\n2"), engine))
                .withMessageContaining("line 4: select\ngave\n2\n1\n");
    }

    @Test
    void otherTypesRowsAndFailuresAreSeen() {
        for (String record :
                List.of(
                        "query T rowsort\nselect\n----\n1",
                        "query I rowsort\nselect\n----\n1\n1",
                        "query I rowsort\nselect\n----\nNULL",
                        "error SYNTAX_ERROR\nselect")) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> SltRunner.check(record(record), _ -> answer("1")));
        }
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        SltRunner.check(
                                record("error SYNTAX_ERROR\nselect"),
                                _ -> {
                                    throw new TrawlException(ErrorCode.TYPE_MISMATCH, "no");
                                }));
    }

    @ParameterizedTest
    @EnumSource
    void theTablesAreTheSameInEveryDatabase(Dialect dialect) {
        try (SqlDatabase database =
                dialect == Dialect.DUCKDB ? DuckDbTables.open() : PostgresTables.open()) {
            SltTables.script(dialect).forEach(database::execute);
            SltTables.all().forEach(t -> assertThat(database.rows(t.scan())).isEqualTo(t.rows()));
        }
    }

    private static SltRecord record(String text) {
        return SltFile.parse(HEADER + text).records().getFirst();
    }

    private static SltEngine.Answer answer(@Nullable String... values) {
        List<List<@Nullable String>> rows =
                Stream.of(values).map(v -> Arrays.<@Nullable String>asList(v)).toList();
        return new SltEngine.Answer(List.of(Type.Simple.INTEGER), rows);
    }
}
