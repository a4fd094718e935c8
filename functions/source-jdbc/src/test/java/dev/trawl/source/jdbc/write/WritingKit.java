package dev.trawl.source.jdbc.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.arrow.PartWriter;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequest.WriteMode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.Cancellation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Source;
import dev.trawl.source.write.WriteRun;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What every database does with the rows of a run.
abstract class WritingKit {
    private static final int CALLS_MAX = 60;
    private static final TableName PEOPLE = new TableName("shop", "public", "people");
    private static final List<Field> FIELDS =
            List.of(
                    new Field("id", Type.Simple.BIGINT),
                    new Field("name", Type.Simple.VARCHAR),
                    new Field("visits", Type.Simple.INTEGER));

    private final InMemoryObjectStore state = new InMemoryObjectStore("state");

    abstract Connection connect() throws SQLException;

    abstract WriteDialect dialect();

    abstract TableWriter.WriteConnections connections();

    /// Where the tables are.
    abstract String schema();

    @BeforeEach
    void freshTables() throws SQLException {
        execute("DROP TABLE IF EXISTS people");
        execute("DROP TABLE IF EXISTS trawl_runs");
        execute(
                "CREATE TABLE people (id bigint PRIMARY KEY, name varchar(20) NOT NULL, visits int, note varchar(20) DEFAULT 'none')");
        execute("INSERT INTO people VALUES (1, 'Ann', 1, 'kept'), (2, 'Bob', 2, 'kept')");
    }

    @Test
    void appendedRowsStandBesideTheOthers() throws SQLException {
        assertThat(write("r1", WriteMode.APPEND, List.of(List.of(3L, "C\t\\\n'\"ü", 3))))
                .isEqualTo(new SourceAnswer.Written(1, false));
        assertThat(people())
                .containsExactly("1 Ann 1 kept", "2 Bob 2 kept", "3 C\t\\\n'\"ü 3 none");
    }

    @Test
    void replacedRowsAreGone() throws SQLException {
        write("r1", WriteMode.REPLACE, List.of(List.of(2L, "Bea", 5)));
        assertThat(people()).containsExactly("2 Bea 5 none");
    }

    @Test
    void mergedRowsChangeThoseOfTheirKeyAndNoOtherColumn() throws SQLException {
        write("r1", WriteMode.MERGE, List.of(List.of(2L, "Bea", 5), List.of(3L, "Cy", 1)));
        assertThat(people()).containsExactly("1 Ann 1 kept", "2 Bea 5 kept", "3 Cy 1 none");
    }

    @Test
    void aRunThatIsRepeatedWritesNothing() throws SQLException {
        write("r1", WriteMode.APPEND, List.of(List.of(3L, "Cy", 3)));
        execute("DELETE FROM people WHERE id = 3");

        assertThat(write("r1", WriteMode.APPEND, List.of(List.of(3L, "Cy", 3))))
                .isEqualTo(new SourceAnswer.Written(1, true));
        assertThat(people()).hasSize(2);
        assertThat(write("r2", WriteMode.APPEND, List.of(List.of(3L, "Cy", 3))))
                .isEqualTo(new SourceAnswer.Written(1, false));
        assertThat(people()).hasSize(3);
    }

    @Test
    void whatAConstraintRefusesLeavesTheTableAsItWas() throws SQLException {
        for (WriteMode mode : WriteMode.values()) {
            assertCode(
                    ErrorCode.ROWS_REFUSED,
                    () -> write("r1", mode, List.of(List.of(8L, "Cy", 3), row(9L, null, 1))));
        }
        assertCode(
                ErrorCode.ROWS_REFUSED,
                () -> write("r1", WriteMode.APPEND, List.of(List.of(1L, "Again", 3))));
        assertCode(
                ErrorCode.ROWS_REFUSED,
                () ->
                        write(
                                "r1",
                                WriteMode.MERGE,
                                List.of(List.of(5L, "a", 3), List.of(5L, "b", 3))));
        assertCode(
                ErrorCode.VALUE_OUT_OF_RANGE,
                () -> write("r1", WriteMode.APPEND, List.of(List.of(5L, "x".repeat(21), 3))));
        assertThat(people()).containsExactly("1 Ann 1 kept", "2 Bob 2 kept");
        write("r1", WriteMode.APPEND, List.of(List.of(5L, "Cy", 3)));
        assertThat(people()).hasSize(3);
    }

    @Test
    void partsThatAreNotWhatWasWrittenAreRefusedWhole() throws SQLException {
        List<SourceAnswer.Part> parts =
                List.of(
                        part("r1", 0, List.of(List.of(3L, "Cy", 3))),
                        part("r1", 1, List.of(List.of(4L, "Di", 3))));
        state.put(key("r1", 1), new byte[] {1}, "x");
        assertCode(
                ErrorCode.SOURCE_DATA_INVALID,
                () -> run("r1", WriteMode.APPEND, parts, connections(), g -> g));
        assertThat(people()).hasSize(2);
    }

    @Test
    void aGrantOfAnotherKindWritesNothing() throws SQLException {
        List<SourceAnswer.Part> parts = List.of(part("r1", 0, List.of(List.of(3L, "Cy", 3))));
        List<UnaryOperator<GrantedRelation>> narrower =
                List.of(
                        g ->
                                new GrantedRelation(
                                        g.table(), g.inputs(), g.columns().subList(0, 2), null),
                        g ->
                                new GrantedRelation(
                                        g.table(),
                                        g.inputs(),
                                        List.of(
                                                g.columns().get(0),
                                                new GrantedColumn(
                                                        "name",
                                                        1,
                                                        List.of(
                                                                new MaskCase(
                                                                        null,
                                                                        new Mask.Redact("-")))),
                                                g.columns().get(2)),
                                        null));
        for (UnaryOperator<GrantedRelation> change : narrower) {
            assertCode(
                    ErrorCode.GRANT_EXCEEDED,
                    () -> run("r1", WriteMode.APPEND, parts, connections(), change));
        }
        // Rows of another run's folder.
        assertCode(
                ErrorCode.GRANT_EXCEEDED,
                () -> run("r2", WriteMode.APPEND, parts, connections(), g -> g));
        assertThat(people()).hasSize(2);
    }

    @Test
    void valuesOfEveryTypeArriveAsTheyAre() throws SQLException {
        execute("DROP TABLE IF EXISTS kinds");
        execute(
                "CREATE TABLE kinds (b boolean, s smallint, d double precision, n decimal(20,4), v "
                        + binary()
                        + ", da date, ti time(6), ts "
                        + moment()
                        + ", t varchar(50))");
        List<Field> fields =
                List.of(
                        new Field("b", Type.Simple.BOOLEAN),
                        new Field("s", Type.Simple.SMALLINT),
                        new Field("d", Type.Simple.DOUBLE),
                        new Field("n", new Type.Decimal(20, 4)),
                        new Field("v", Type.Simple.VARBINARY),
                        new Field("da", Type.Simple.DATE),
                        new Field("ti", Type.Simple.TIME),
                        new Field("ts", Type.Simple.TIMESTAMP),
                        new Field("t", Type.Simple.VARCHAR));
        TableName name = new TableName("shop", "public", "kinds");
        List<List<? extends @Nullable Object>> rows =
                List.of(
                        List.of(
                                true,
                                -7,
                                0.1,
                                new BigDecimal("-1234567890123456.7890"),
                                Bytes.fromHex("00ff5c"),
                                LocalDate.of(2001, 2, 3),
                                LocalTime.of(1, 2, 3, 4_000),
                                LocalDateTime.of(2001, 2, 3, 4, 5, 6, 7_000),
                                ""),
                        row(null, null, null, null, null, null, null, null, null));
        SourceAnswer.Part part = part("r1", 0, fields, rows);

        run("r1", name, fields, WriteMode.APPEND, List.of(part), connections(), g -> g);

        for (String condition :
                List.of(
                        "b",
                        "s = -7",
                        "d = 0.1",
                        "n = -1234567890123456.7890",
                        "length(v) = 3",
                        "da = '2001-02-03'",
                        "ti = '01:02:03.000004'",
                        "ts = '2001-02-03 04:05:06.000007'",
                        "t = ''")) {
            assertThat(texts("SELECT 1 FROM kinds WHERE " + condition)).as(condition).hasSize(1);
        }
        assertThat(texts("SELECT * FROM kinds WHERE b IS NULL AND n IS NULL AND t IS NULL"))
                .hasSize(1);
    }

    abstract String binary();

    /// The type of timestamps without a zone.
    abstract String moment();

    /// Whichever call the connection breaks at: none of the rows, or all of them; asked again, all.
    @ParameterizedTest
    @CsvSource({"APPEND, AFTER", "REPLACE, BEFORE", "MERGE, BEFORE", "MERGE, AFTER"})
    void whereverTheConnectionBreaksTheTableHasNothingOrAll(
            WriteMode mode, FailingConnection.When when) throws SQLException {
        boolean wasReached = true;
        for (int call = 1; wasReached; call++) {
            assertThat(call).isLessThan(CALLS_MAX);
            freshTables();
            List<SourceAnswer.Part> parts =
                    List.of(
                            part("r1", 0, List.of(List.of(3L, "Cy", 3))),
                            part("r1", 1, List.of(List.of(4L, "Di", 4))));
            wasReached = breakAt(call, when, mode, parts);
            assertThat(List.of(List.of("1 Ann 1 kept", "2 Bob 2 kept"), whole(mode)))
                    .as("%s, call %d", mode, call)
                    .contains(people());
            run("r1", mode, parts, connections(), g -> g);
            assertThat(people()).as("%s, call %d", mode, call).isEqualTo(whole(mode));
            assertThat(texts("SELECT run FROM trawl_runs")).containsExactly("r1");
        }
    }

    private boolean breakAt(
            int call, FailingConnection.When when, WriteMode mode, List<SourceAnswer.Part> parts) {
        List<FailingConnection> broken = new ArrayList<>();
        TableWriter.WriteConnections failing =
                new TableWriter.WriteConnections() {
                    @Override
                    public Connection open() {
                        broken.add(new FailingConnection(connections().open(), call, when));
                        return broken.getLast().proxy();
                    }

                    @Override
                    public TrawlException failure(SQLException e) {
                        return connections().failure(e);
                    }
                };
        try {
            run("r1", mode, parts, failing, g -> g);
        } catch (TrawlException e) {
            assertThat(e.code()).isIn(ErrorCode.SOURCE_UNAVAILABLE, ErrorCode.COMMIT_STATE_UNKNOWN);
        }
        return broken.getFirst().wasReached();
    }

    private static List<String> whole(WriteMode mode) {
        return mode == WriteMode.REPLACE
                ? List.of("3 Cy 3 none", "4 Di 4 none")
                : List.of("1 Ann 1 kept", "2 Bob 2 kept", "3 Cy 3 none", "4 Di 4 none");
    }

    @Test
    void ofManyWritersOfOneRunOneWrites() throws Exception {
        List<SourceAnswer.Part> parts = List.of(part("r1", 0, List.of(List.of(3L, "Cy", 3))));
        // The table of runs is there, as after the first run ever.
        write("r0", WriteMode.APPEND, List.of());
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<SourceAnswer.Written>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                answers.add(
                        pool.submit(
                                () -> run("r1", WriteMode.APPEND, parts, connections(), g -> g)));
            }
            int written = 0;
            for (Future<SourceAnswer.Written> answer : answers) {
                written += isWritten(answer) ? 1 : 0;
            }
            assertThat(written).isEqualTo(1);
        }
        assertThat(people()).hasSize(3);
    }

    private static boolean isWritten(Future<SourceAnswer.Written> answer) throws Exception {
        try {
            return !answer.get().isRepeat();
        } catch (ExecutionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            t -> assertThat(t.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
            return false;
        }
    }

    @Test
    void typesThatDoNotFitAreRefusedBeforeAnythingIsWritten() throws SQLException {
        List<Field> fields =
                List.of(FIELDS.get(0), FIELDS.get(1), new Field("visits", Type.Simple.BIGINT));
        SourceAnswer.Part part = part("r1", 0, fields, List.of(List.of(3L, "Cy", 3L)));
        assertThatThrownBy(() -> run("r1", WriteMode.REPLACE, List.of(part), connections(), g -> g))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.TYPE_MISMATCH);
                            assertThat(e.text())
                                    .isEqualTo(
                                            "the rows do not fit shop.public.people: column 'visits' is integer, the query gives bigint; cast them in the export's query");
                        });
        assertThat(people()).hasSize(2);
    }

    private SourceAnswer.Written write(
            String run, WriteMode mode, List<List<? extends @Nullable Object>> rows) {
        return run(run, mode, List.of(part(run, 0, rows)), connections(), g -> g);
    }

    private SourceAnswer.Written run(
            String run,
            WriteMode mode,
            List<SourceAnswer.Part> parts,
            TableWriter.WriteConnections connections,
            UnaryOperator<GrantedRelation> grant) {
        return run(run, PEOPLE, FIELDS, mode, parts, connections, grant);
    }

    private SourceAnswer.Written run(
            String run,
            TableName name,
            List<Field> fields,
            WriteMode mode,
            List<SourceAnswer.Part> parts,
            TableWriter.WriteConnections connections,
            UnaryOperator<GrantedRelation> change) {
        Instant now = Instant.now();
        List<GrantedColumn> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            columns.add(new GrantedColumn(fields.get(i).name(), i, List.of()));
        }
        Grant grant =
                new Grant(
                        "g",
                        "shop",
                        now,
                        now.plusSeconds(60),
                        run,
                        "trawl|nightly",
                        null,
                        Action.WRITE,
                        "state/spill/shop/",
                        name.toString(),
                        "hash",
                        1,
                        List.of(change.apply(new GrantedRelation(name, fields, columns, null))));
        CatalogTable table =
                new CatalogTable(
                        name,
                        name.table(),
                        Set.of(),
                        "",
                        "",
                        fields.stream()
                                .map(f -> new CatalogColumn(f.name(), f.type(), Set.of(), true, ""))
                                .toList(),
                        Map.of("schema", schema(), "table", name.table()),
                        -1);
        try (RootAllocator allocator = new RootAllocator()) {
            return new WriteRun(
                            new WritableSource(
                                    new NoReading(),
                                    new TableWriter(
                                            connections,
                                            dialect(),
                                            "trawl_runs",
                                            Clock.systemUTC())),
                            state,
                            10)
                    .run(
                            new SourceRequest.Write(
                                    "jws",
                                    name,
                                    fields.stream().map(Field::name).toList(),
                                    mode,
                                    mode == WriteMode.MERGE ? List.of("id") : List.of(),
                                    parts,
                                    now.plusSeconds(60)),
                            grant,
                            table,
                            new ReadContext(
                                    run,
                                    allocator,
                                    _ -> table,
                                    null,
                                    now.plusSeconds(60),
                                    Cancellation.NEVER,
                                    Path.of(".")));
        }
    }

    private SourceAnswer.Part part(
            String run, int number, List<List<? extends @Nullable Object>> rows) {
        return part(run, number, FIELDS, rows);
    }

    private SourceAnswer.Part part(
            String run,
            int number,
            List<Field> fields,
            List<List<? extends @Nullable Object>> rows) {
        try (RootAllocator allocator = new RootAllocator();
                ArrowReader reader = ArrowRows.reader(fields, widened(rows), 2, allocator)) {
            byte[] bytes = ArrowStreams.toBytes(reader);
            state.put(key(run, number), bytes, "application/vnd.apache.arrow.stream");
            return new SourceAnswer.Part(
                    "state/" + key(run, number),
                    rows.size(),
                    bytes.length,
                    PartWriter.sha256(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Integers of every width are longs on their way.
    private static List<List<@Nullable Object>> widened(
            List<? extends List<? extends @Nullable Object>> rows) {
        List<List<@Nullable Object>> wide = new ArrayList<>();
        for (List<? extends @Nullable Object> row : rows) {
            List<@Nullable Object> cells = new ArrayList<>();
            for (@Nullable Object cell : row) {
                cells.add(cell instanceof Integer number ? Long.valueOf(number) : cell);
            }
            wide.add(cells);
        }
        return wide;
    }

    private static String key(String run, int number) {
        return "exports/daily/runs/%s/a1/part-%d.arrow".formatted(run, number);
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        List<@Nullable Object> row = new ArrayList<>();
        for (@Nullable Object value : values) {
            row.add(value);
        }
        return row;
    }

    private static void assertCode(
            ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private List<String> people() throws SQLException {
        return texts("SELECT id, name, visits, note FROM people ORDER BY id");
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    cells.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join(" ", cells));
            }
        }
        return rows;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Writing reads nothing.
    private static final class NoReading implements Source {
        @Override
        public dev.trawl.source.Capabilities capabilities() {
            throw new AssertionError();
        }

        @Override
        public ArrowReader read(dev.trawl.plan.Relation relation, ReadContext context) {
            throw new AssertionError();
        }

        @Override
        public SourceAnswer.Splits splits(
                dev.trawl.plan.Relation relation, int max, ReadContext context) {
            throw new AssertionError();
        }

        @Override
        public List<String> explain(dev.trawl.plan.Relation relation, ReadContext context) {
            throw new AssertionError();
        }

        @Override
        public List<SourceAnswer.DiscoveredTable> discover(Instant deadline) {
            throw new AssertionError();
        }

        @Override
        public void close() {
            throw new AssertionError();
        }
    }
}
