package dev.trawl.source.objects;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.source.Cancellation;
import dev.trawl.source.ReadContext;
import dev.trawl.store.ObjectStore;
import io.trino.tpch.LineItem;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Time and CPU of TPC-H queries 1 and 6 over lineitem in four Parquet files, in process. Run by
/// hand: `main(folder, scale, rounds)`; the files are made in the folder if it has none.
final class LineitemBench {
    private static final Type.Decimal MONEY = new Type.Decimal(12, 2);
    private static final List<Field> COLUMNS =
            List.of(
                    new Field("l_quantity", MONEY),
                    new Field("l_extendedprice", MONEY),
                    new Field("l_discount", MONEY),
                    new Field("l_tax", MONEY),
                    new Field("l_returnflag", Type.Simple.VARCHAR),
                    new Field("l_linestatus", Type.Simple.VARCHAR),
                    new Field("l_shipdate", Type.Simple.DATE));
    private static final int FILES = 4;

    private final PrintStream out;
    private final Path folder;

    private LineitemBench(PrintStream out, Path folder) {
        this.out = out;
        this.folder = folder;
    }

    static void main(String[] args) throws IOException, SQLException {
        Path folder = Path.of(args[0]);
        LineitemBench bench =
                new LineitemBench(
                        new PrintStream(System.out, true, StandardCharsets.UTF_8), folder);
        Files.createDirectories(folder.resolve("lineitem"));
        if (Files.notExists(bench.file(0))) {
            bench.generate(Double.parseDouble(args[1]));
        }
        bench.run(Integer.parseInt(args[2]));
    }

    private Path file(int number) {
        return folder.resolve("lineitem/part-%d.parquet".formatted(number));
    }

    private void generate(double scale) throws IOException, SQLException {
        Path lines = folder.resolve("lineitem.tbl");
        try (Writer writer = Files.newBufferedWriter(lines)) {
            for (LineItem row : TpchTable.LINE_ITEM.createGenerator(scale, 1, 1)) {
                writer.write(row.toLine().replaceAll("\\|$", ""));
                writer.write('\n');
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE lineitem(l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT,"
                            + " l_linenumber INTEGER, l_quantity DECIMAL(12,2), l_extendedprice"
                            + " DECIMAL(12,2), l_discount DECIMAL(12,2), l_tax DECIMAL(12,2),"
                            + " l_returnflag VARCHAR, l_linestatus VARCHAR, l_shipdate DATE,"
                            + " l_commitdate DATE, l_receiptdate DATE, l_shipinstruct VARCHAR,"
                            + " l_shipmode VARCHAR, l_comment VARCHAR)");
            statement.execute("COPY lineitem FROM '%s' (DELIMITER '|', QUOTE '')".formatted(lines));
            for (int i = 0; i < FILES; i++) {
                statement.execute(
                        "COPY (SELECT * FROM lineitem WHERE l_orderkey %% %d = %d) TO '%s' (FORMAT parquet, COMPRESSION snappy)"
                                .formatted(FILES, i, file(i)));
            }
        }
        Files.delete(lines);
    }

    private void run(int rounds) throws IOException {
        ObjectStore store = new FolderStore(folder);
        Path scratch = Files.createTempDirectory("bench-");
        EngineSettings engine = new EngineSettings(512L << 20, 2, 1L << 30, 65_536);
        ObjectsSource source =
                new ObjectsSource(
                        store,
                        ObjectsSettings.DEFAULT,
                        new LocalEvaluator(engine, Clock.systemUTC()));
        for (Map.Entry<String, Relation> query :
                Map.of("c1", first(), "c6", sixth(), "point", point()).entrySet()) {
            measure(query.getKey(), source, query.getValue(), scratch, rounds);
        }
    }

    private void measure(
            String name, ObjectsSource source, Relation relation, Path scratch, int rounds)
            throws IOException {
        long[] micros = new long[rounds];
        long cpu = 0;
        int rows = 0;
        for (int i = 0; i < rounds; i++) {
            if (i == rounds / 2) {
                cpu = cpuNanos();
            }
            long start = System.nanoTime();
            Path request = Files.createTempDirectory(scratch, "request-");
            try (RootAllocator allocator = new RootAllocator();
                    ArrowReader reader = source.read(relation, context(allocator, request))) {
                rows = ArrowRows.toRows(reader).size();
            }
            micros[i] = (System.nanoTime() - start) / 1_000;
        }
        long spent = (cpuNanos() - cpu) / 1_000 / Math.max(1, rounds - rounds / 2);
        long first = micros[0];
        Arrays.sort(micros);
        out.printf(
                "%s: %d rows; first %.1f ms, min %.1f ms, median %.1f ms; CPU %.1f ms%n",
                name, rows, first / 1e3, micros[0] / 1e3, micros[rounds / 2] / 1e3, spent / 1e3);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static ReadContext context(RootAllocator allocator, Path scratch) {
        CatalogTable table =
                new CatalogTable(
                        Reading.TABLE,
                        "lineitem",
                        Set.of(),
                        "",
                        "",
                        COLUMNS.stream()
                                .map(f -> new CatalogColumn(f.name(), f.type(), Set.of(), true, ""))
                                .toList(),
                        Map.of("prefix", "lineitem/", "format", "parquet"),
                        -1);
        return new ReadContext(
                "query",
                allocator,
                (TableName _) -> table,
                null,
                Instant.now().plusSeconds(60),
                Cancellation.NEVER,
                scratch);
    }

    private static Relation first() {
        Relation scan = new Relation.Scan(Reading.TABLE, COLUMNS);
        Relation filter = new Relation.Filter(scan, call(Function.LE, column(6), day(1998, 9, 2)));
        Expr one = Literals.of(BigDecimal.ONE, new Type.Decimal(1, 0));
        Expr price =
                Expr.Call.of(Function.MULTIPLY, column(1), call(Function.SUBTRACT, one, column(2)));
        Relation project =
                new Relation.Project(
                        filter,
                        List.of(
                                named("flag", column(4)),
                                named("status", column(5)),
                                named("quantity", column(0)),
                                named("base", column(1)),
                                named("price", price),
                                named(
                                        "charge",
                                        call(
                                                Function.MULTIPLY,
                                                price,
                                                call(Function.ADD, one, column(3)))),
                                named("discount", column(2))));
        List<Aggregation> figures = new ArrayList<>();
        BiFunction<AggregateFunction, Integer, Aggregation> of =
                (f, i) ->
                        new Aggregation(
                                "a" + figures.size(),
                                f,
                                List.of(new Expr.Column(i, project.fields().get(i).type())),
                                Aggregation.Quantifier.ALL,
                                null);
        IntStream.range(2, 6).forEach(i -> figures.add(of.apply(AggregateFunction.SUM, i)));
        for (int i : new int[] {2, 3, 6}) {
            figures.add(of.apply(AggregateFunction.SUM, i));
            figures.add(of.apply(AggregateFunction.COUNT, i));
        }
        figures.add(
                new Aggregation(
                        "n",
                        AggregateFunction.COUNT_ALL,
                        List.of(),
                        Aggregation.Quantifier.ALL,
                        null));
        return new Relation.Aggregate(project, List.of(0, 1), figures);
    }

    private static Relation sixth() {
        Relation scan =
                new Relation.Scan(
                        Reading.TABLE,
                        List.of(COLUMNS.get(0), COLUMNS.get(1), COLUMNS.get(2), COLUMNS.get(6)));
        Expr shipped = new Expr.Column(3, Type.Simple.DATE);
        Expr filter =
                call(
                        Function.AND,
                        call(Function.GE, shipped, day(1994, 1, 1)),
                        call(Function.LT, shipped, day(1995, 1, 1)),
                        call(Function.GE, column(2), money("0.05")),
                        call(Function.LE, column(2), money("0.07")),
                        call(Function.LT, column(0), money("24.00")));
        Relation project =
                new Relation.Project(
                        new Relation.Filter(scan, filter),
                        List.of(named("v", call(Function.MULTIPLY, column(1), column(2)))));
        return new Relation.Aggregate(
                project,
                List.of(),
                List.of(
                        new Aggregation(
                                "a",
                                AggregateFunction.SUM,
                                List.of(new Expr.Column(0, project.fields().getFirst().type())),
                                Aggregation.Quantifier.ALL,
                                null)));
    }

    /// A filter that no row group can match.
    private static Relation point() {
        Relation scan = new Relation.Scan(Reading.TABLE, COLUMNS);
        return new Relation.Filter(scan, call(Function.EQ, column(6), day(2020, 1, 1)));
    }

    private static Expr call(Function function, Expr... arguments) {
        return Expr.Call.of(function, arguments);
    }

    private static NamedExpr named(String name, Expr expr) {
        return new NamedExpr(name, expr);
    }

    private static Expr column(int index) {
        return new Expr.Column(index, COLUMNS.get(index).type());
    }

    private static Expr money(String text) {
        return Literals.of(new BigDecimal(text), MONEY);
    }

    private static Expr day(int year, int month, int day) {
        return Literals.of(LocalDate.of(year, month, day));
    }
}
