package dev.trawl.source.objects;

import com.sun.management.OperatingSystemMXBean;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/// Processor time of a look-up in one of many small Parquet files, each with its own range of ids,
/// in process, without listing them: the first one reads all footers, later ones know the files.
/// Run by hand: `main(files, rounds)`.
final class ManyFilesBench {
    private static final int COLUMNS = 16;
    private static final int KINDS = 100;

    private ManyFilesBench() {}

    static void main(String[] args) throws IOException {
        int files = Integer.parseInt(args[0]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        InMemoryObjectStore store = new InMemoryObjectStore("data");
        for (int kind = 0; kind < KINDS; kind++) {
            byte[] file = ParquetFiles.of(sql(kind), "COMPRESSION snappy");
            for (int i = kind; i < files; i += KINDS) {
                store.put("t/part-%05d.parquet".formatted(i), file, "application/octet-stream");
            }
        }
        Reading reading =
                new Reading(
                        new ObjectsSource(
                                listed(store, files),
                                ObjectsSettings.DEFAULT,
                                ParquetFixture.evaluator()),
                        List.of(
                                new Field("id", Type.Simple.BIGINT),
                                new Field("c1", Type.Simple.BIGINT)),
                        Map.of("prefix", "t/", "format", "parquet"),
                        Files.createTempDirectory("many-files"));
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        for (int round = 0; round < Integer.parseInt(args[1]); round++) {
            long begun = System.nanoTime();
            long cpu = system.getProcessCpuTime();
            Relation.Scan scan = reading.scan("id", "c1");
            int rows =
                    reading.rows(
                                    new Relation.Filter(
                                            scan,
                                            Expr.Call.of(
                                                    Function.EQ,
                                                    Expressions.column(scan, 0),
                                                    Literals.of(-1L))))
                            .size();
            out.printf(
                    "%d files, %d rows: %d ms, %d ms of processors%n",
                    files,
                    rows,
                    (System.nanoTime() - begun) / 1_000_000,
                    (system.getProcessCpuTime() - cpu) / 1_000_000);
        }
    }

    /// The store, whose listing is at hand: the one in memory hashes all that it lists.
    private static ObjectStore listed(ObjectStore store, int files) {
        List<ObjectStore.ObjectInfo> all = store.list("t/", files);
        return (ObjectStore)
                Proxy.newProxyInstance(
                        ObjectStore.class.getClassLoader(),
                        new Class<?>[] {ObjectStore.class},
                        (_, method, arguments) ->
                                method.getName().equals("list")
                                        ? all
                                        : method.invoke(store, arguments));
    }

    private static String sql(int kind) {
        StringBuilder sql = new StringBuilder("SELECT range + %d AS id".formatted(kind * 1_000L));
        for (int i = 1; i < COLUMNS; i++) {
            sql.append(", range * %d AS c%d".formatted(i, i));
        }
        return sql.append(" FROM range(100)").toString();
    }
}
