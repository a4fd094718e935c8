package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.arrow.PartWriter;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.memory.FailingItemTable;
import dev.trawl.store.memory.FailingObjectStore;
import dev.trawl.store.memory.Faults;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import dev.trawl.testkit.MovableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Runners of exports over stores in memory, of which calls fail and which die as they are told.
final class Simulation {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration RUN_TIME = Duration.ofMinutes(10);
    private static final int PARTS = 3;
    private static final ItemTable.Key DATASET = new ItemTable.Key("dataset", "daily");

    final Faults faults = new Faults();
    final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    Runnable duringWrite = () -> {};
    private final InMemoryItemTable items = new InMemoryItemTable();
    private final InMemoryItemTable loaded = new InMemoryItemTable();
    private final InMemoryObjectStore objects = new InMemoryObjectStore("lake");
    private final Random random;
    private int attempts;

    Simulation(long seed) {
        this(seed, ExportSpec.Concurrency.FORBID);
    }

    Simulation(long seed, ExportSpec.Concurrency concurrency) {
        this(seed, concurrency, null, null);
    }

    /// Of an export whose current run is registered as a dataset.
    static Simulation ofDataset(long seed, ExportSpec.Concurrency concurrency) {
        return new Simulation(seed, concurrency, null, new Registers("daily", "lake", "public"));
    }

    /// Of an export whose rows go into a table.
    static Simulation ofTable(long seed) {
        return new Simulation(
                seed,
                ExportSpec.Concurrency.FORBID,
                new ExportSpec.TableTarget(
                        new TableName("shop", "public", "daily"),
                        SourceRequest.WriteMode.APPEND,
                        List.of()),
                null);
    }

    private Simulation(
            long seed,
            ExportSpec.Concurrency concurrency,
            ExportSpec.@Nullable TableTarget target,
            @Nullable Registers registers) {
        random = new Random(seed);
        Runs runs = new Runs(items, clock);
        for (String id : List.of("r1", "r2")) {
            runs.pin(
                    new Run(
                            id,
                            "daily",
                            "test",
                            "",
                            new ExportSpec(
                                    "SELECT 1",
                                    "nightly",
                                    null,
                                    "lake",
                                    "exports/daily/",
                                    ExportSpec.Format.CSV,
                                    concurrency,
                                    3,
                                    0,
                                    target,
                                    FileLayout.DEFAULT,
                                    registers),
                            "1",
                            "catalog",
                            1,
                            clock.instant(),
                            clock.instant(),
                            null,
                            Run.Phase.WAITING,
                            0,
                            "",
                            Instant.EPOCH,
                            null,
                            null));
        }
    }

    /// As a function is invoked: what fails is logged and ends the invocation.
    void proceedOnce(String id) {
        try {
            ItemTable table = new FailingItemTable(items, faults);
            ObjectStore bucket = new FailingObjectStore(objects, faults);
            ItemTable loads = new FailingItemTable(loaded, faults);
            exporter(bucket, table, loads).proceed(id);
        } catch (TrawlException e) {
            assertThat(e.code().kind()).isNotEqualTo(dev.trawl.protocol.ErrorKind.BUG);
        }
    }

    /// Whether the runner reached the call at which it dies.
    boolean dieAt(String id, int call) {
        Stepping stepping = new Stepping(call);
        try {
            exporter(stepping.objects(objects), stepping.items(items), stepping.items(loaded))
                    .proceed(id);
            return false;
        } catch (Stepping.DeathError e) {
            return true;
        }
    }

    /// Runners side by side, one call at a time, in an order and with faults that chance gives.
    void race(Random chance, List<String> ids) {
        try (Race race = new Race(chance, clock, this::assertTrue)) {
            race.run(
                    ids.stream()
                            .<Runnable>map(id ->
                                    () ->
                                            exporter(
                                                            race.objects(objects),
                                                            race.items(items),
                                                            race.items(loaded))
                                                    .proceed(id))
                            .toList());
        }
    }

    /// What the reconciler does: asks again, later, until the run has ended.
    Run settle(String id) {
        for (int i = 0; i < 10 && !run(id).phase().isEnd(); i++) {
            clock.advance(RUN_TIME.plusHours(2));
            exporter(objects, items, loaded).proceed(id);
        }
        return run(id);
    }

    /// Until nothing is left to be done, as the reconciler does.
    void deliverAgain(String id) {
        Run run = run(id);
        if (objects.find(run.manifestKey()).isPresent()) {
            new CurrentRun(items).advance(run, objects);
            registrations(items, loaded).register(run, objects);
            assertThat(registrations(items, loaded).isSettled(run)).isTrue();
        }
    }

    /// The attempt that the dataset was declared by.
    Optional<String> registered() {
        return loaded.find(DATASET).map(ItemTable.Item::document);
    }

    Optional<String> currentAttempt() {
        return objects.find("exports/daily/current.json")
                .map(b -> tree(b).path("attempt").asText());
    }

    private Registrations registrations(ItemTable table, ItemTable catalog) {
        return new Registrations(
                table,
                new Registrations.Catalog() {
                    @Override
                    public Optional<String> refusal(Run run, Registers registers) {
                        return Optional.empty();
                    }

                    @Override
                    public void register(Run run, Registers registers, byte[] manifest) {
                        long version =
                                catalog.find(DATASET)
                                        .map(ItemTable.Item::version)
                                        .orElse(ItemTable.ABSENT);
                        if (catalog.put(DATASET, version, Manifest.attempt(manifest), null)
                                .isEmpty()) {
                            throw new TrawlException(ErrorCode.CONFLICT, "it was changed");
                        }
                    }
                },
                clock);
    }

    void sweep() {
        Run run = run("r1");
        String committed =
                manifests().isEmpty() ? "" : manifests().getFirst().path("attempt").asText();
        assertThat(targets(objects).sweep(run, objects, committed)).isTrue();
    }

    /// Two runs that nothing is left to be done for, longer ago than anybody reads.
    void commitBoth() {
        CommittedRuns committed = new CommittedRuns(items);
        for (String id : List.of("r1", "r2")) {
            assertThat(settle(id).phase()).isEqualTo(Run.Phase.COMMITTED);
            committed.note(run(id));
        }
        clock.advance(Expiry.READ.plusMinutes(1));
    }

    /// As the reconciler does; the latest run is to be kept.
    void expire() {
        ItemTable table = new FailingItemTable(items, faults);
        try {
            new Expiry(
                            new CommittedRuns(table),
                            new Runs(table, clock),
                            targets(new FailingObjectStore(objects, faults)),
                            new CurrentRun(table),
                            clock)
                    .expire("daily", new Retention(1, 0), java.util.Set.of());
        } catch (TrawlException e) {
            assertThat(e.code().kind()).isNotEqualTo(dev.trawl.protocol.ErrorKind.BUG);
        }
    }

    Optional<Instant> expired(String id) {
        RunResult result = run(id).result();
        return result == null ? Optional.empty() : Optional.ofNullable(result.expired());
    }

    Run run(String id) {
        return new Runs(items, clock).find(id).orElseThrow().run();
    }

    Run.Phase phase(String id) {
        return run(id).phase();
    }

    List<JsonNode> manifests() {
        List<JsonNode> manifests = new ArrayList<>();
        for (ObjectStore.ObjectInfo object : objects.list("exports/", 1_000)) {
            if (object.key().endsWith("manifest.json")) {
                manifests.add(tree(objects.load(object.key())));
            }
        }
        return manifests;
    }

    /// Objects that no manifest names.
    List<String> strays() {
        TreeSet<String> keys = new TreeSet<>();
        objects.list("exports/", 1_000).forEach(o -> keys.add(o.key()));
        keys.removeIf(k -> k.endsWith("manifest.json") || k.contains("/current"));
        manifests().forEach(m -> m.path("parts").forEach(p -> keys.remove(p.path("key").asText())));
        return List.copyOf(keys);
    }

    /// What every reader sees at any moment: each manifest names all parts, which are as it says
    /// and of one attempt.
    void assertTrue() {
        for (JsonNode manifest : manifests()) {
            assertThat(manifest.path("parts")).hasSize(PARTS);
            for (JsonNode part : manifest.path("parts")) {
                String key = part.path("key").asText();
                assertThat(key).contains("/" + manifest.path("attempt").asText() + "/");
                byte[] bytes = objects.load(key);
                assertThat(PartWriter.sha256(bytes)).isEqualTo(part.path("sha256").asText());
            }
        }
        assertDelivered();
    }

    /// What every reader sees at any moment who knows no manifests: the current run is one whose
    /// manifest is there; a table has the rows of a run once, and of its committed attempt.
    private void assertDelivered() {
        objects.find("exports/daily/current.json")
                .ifPresent(bytes -> {
                    JsonNode current = tree(bytes);
                    assertThat(manifests()).contains(current);
                });
        registered()
                .ifPresent(attempt ->
                        assertThat(manifests())
                                .anySatisfy(m ->
                                        assertThat(m.path("attempt").asText()).isEqualTo(attempt)));
        for (ItemTable.Item load : loaded.list("load", "", 10, ItemTable.Order.ASCENDING)) {
            assertThat(load.version()).as("times loaded").isEqualTo(1);
            assertThat(manifests())
                    .anySatisfy(
                            m -> assertThat(m.path("attempt").asText()).isEqualTo(load.document()));
        }
    }

    /// Runs whose rows the table has.
    List<String> loads() {
        return loaded.list("load", "", 10, ItemTable.Order.ASCENDING).stream()
                .map(i -> i.key().sort())
                .toList();
    }

    Optional<String> current() {
        return objects.find("exports/daily/current.json").map(b -> tree(b).path("run").asText());
    }

    /// A database as the source has it: the run's key and its rows in one step, once.
    private static void load(ItemTable database, Run run, byte[] manifest) {
        ItemTable.Key key = new ItemTable.Key("load", run.id());
        if (database.find(key).isEmpty()) {
            database.put(key, ItemTable.ABSENT, Manifest.attempt(manifest), null);
        }
    }

    private Exporter exporter(ObjectStore bucket, ItemTable table, ItemTable database) {
        Runs runs = new Runs(table, clock);
        return new Exporter(
                runs,
                new Turns(table, runs, clock),
                targets(bucket),
                this::write,
                (run, manifest, place, _) -> {
                    if (run.spec().table() == null) {
                        new CurrentRun(table).advance(run, place);
                        registrations(table, database).register(run, place);
                    } else {
                        load(database, run, manifest);
                    }
                },
                UnaryOperator.identity(),
                this::attemptId,
                RUN_TIME,
                clock);
    }

    private synchronized String attemptId() {
        attempts++;
        return "a" + attempts;
    }

    private static Targets targets(ObjectStore bucket) {
        return new Targets(Map.of("lake", bucket), List.of());
    }

    private Manifest write(Run run, ObjectStore target, Instant deadline) {
        duringWrite.run();
        List<Manifest.Part> parts = new ArrayList<>();
        for (int i = 0; i < PARTS; i++) {
            byte[] bytes =
                    "%s part %d %d"
                            .formatted(run.attemptId(), i, random())
                            .getBytes(StandardCharsets.UTF_8);
            String key = run.attemptFolder() + i;
            ObjectStore.ObjectInfo written = target.put(key, bytes, "text/csv");
            parts.add(
                    new Manifest.Part(
                            key, 1, bytes.length, PartWriter.sha256(bytes), written.etag()));
        }
        return new Manifest(
                "q",
                List.of("a.b.c"),
                List.of(new Field("n", Type.Simple.BIGINT)),
                parts,
                List.of(),
                Governed.NONE);
    }

    private synchronized int random() {
        return random.nextInt();
    }

    private static JsonNode tree(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new TrawlException(ErrorCode.INTERNAL, "no JSON", e);
        }
    }
}
