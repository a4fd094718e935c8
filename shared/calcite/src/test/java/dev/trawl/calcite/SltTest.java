package dev.trawl.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Support;
import dev.trawl.testkit.DuckDbTables;
import dev.trawl.testkit.SqlDatabase;
import dev.trawl.testkit.TableData;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import dev.trawl.testkit.slt.SltEngine;
import dev.trawl.testkit.slt.SltFile;
import dev.trawl.testkit.slt.SltRunner;
import dev.trawl.testkit.slt.SltTables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The files of `slt/`: their plans mean what they say, in the reference evaluator and in DuckDB.
final class SltTest {
    private static final List<TableData> TABLES = SltTables.all();
    private static final int FILES_MIN = 25;
    private static final int RECORDS_MIN = 400;

    private static SqlDatabase database;

    @BeforeAll
    static void open() {
        database = DuckDbTables.open();
        TABLES.forEach(database::create);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @TestFactory
    Stream<DynamicContainer> recordsHoldInTheReferenceEvaluator() {
        return SltRunner.tests(SltFile.all(), SltTest::inReference);
    }

    @TestFactory
    Stream<DynamicContainer> recordsHoldInDuckDb() {
        return SltRunner.tests(SltFile.all(), SltTest::inDuckDb);
    }

    @Test
    void thereAreEnoughRecords() {
        assertThat(SltFile.names()).hasSizeGreaterThanOrEqualTo(FILES_MIN);
        assertThat(SltFile.all().stream().mapToInt(f -> f.records().size()).sum())
                .isGreaterThanOrEqualTo(RECORDS_MIN);
    }

    static SltEngine.Answer inReference(String sql) {
        Relation plan = plan(sql);
        return answer(plan, new ReferenceEvaluator(SltTest::leaf).rows(plan));
    }

    private static SltEngine.Answer inDuckDb(String sql) {
        Relation plan = plan(sql);
        requireSupported(plan);
        return answer(plan, database.rows(plan));
    }

    private static Relation plan(String sql) {
        Map<TableName, List<Field>> tables = new LinkedHashMap<>();
        TABLES.forEach(t -> tables.put(t.scan().table(), t.fields()));
        return new SqlPlanner(SqlLimits.DEFAULT)
                .plan(new PlanRequest(sql, tables, Map.of(), Map.of(), TestTables.NOW));
    }

    private static void requireSupported(Relation plan) {
        if (!Support.supports(plan, Dialect.DUCKDB)) {
            throw new TrawlException(ErrorCode.NOT_SUPPORTED, "no exact form in DuckDB");
        }
        plan.inputs().forEach(SltTest::requireSupported);
    }

    private static SltEngine.Answer answer(Relation plan, List<List<@Nullable Object>> rows) {
        List<List<@Nullable String>> texts = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            List<@Nullable String> text = new ArrayList<>();
            row.forEach(v -> text.add(v == null ? null : Literals.toText(v)));
            texts.add(text);
        }
        return new SltEngine.Answer(plan.fields().stream().map(Field::type).toList(), texts);
    }

    private static List<List<@Nullable Object>> leaf(Relation relation) {
        Relation.Scan scan = (Relation.Scan) relation;
        TableData table =
                TABLES.stream()
                        .filter(t -> t.scan().table().equals(scan.table()))
                        .findFirst()
                        .orElseThrow();
        List<Integer> columns = scan.fields().stream().map(table.fields()::indexOf).toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> whole : table.rows()) {
            List<@Nullable Object> row = new ArrayList<>();
            columns.forEach(c -> row.add(whole.get(c)));
            rows.add(row);
        }
        return rows;
    }
}
