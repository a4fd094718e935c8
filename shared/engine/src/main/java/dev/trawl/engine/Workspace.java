package dev.trawl.engine;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.SqlRenderer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.arrow.vector.ipc.ArrowReader;

/// One DuckDB for one request: tables by number, made step by step, then one answer. Used by one
/// thread; closed by who opened it, also after {@link #evaluate}, whose answer lives on.
public final class Workspace implements AutoCloseable {
    private final EngineSettings settings;
    private final EngineContext context;
    private final Session session;
    private final Watchdog watchdog;
    private final Set<Integer> tables = new TreeSet<>();
    private Inputs inputs = new Inputs(List.of());
    private boolean isHandedOver;

    private Workspace(
            EngineSettings settings, EngineContext context, Session session, Watchdog watchdog) {
        this.settings = settings;
        this.context = context;
        this.session = session;
        this.watchdog = watchdog;
    }

    static Workspace open(
            EngineSettings settings,
            Clock clock,
            EngineContext context,
            Supplier<Session> sessions) {
        Watchdog watchdog = new Watchdog(context, clock);
        watchdog.check();
        Session session = sessions.get();
        watchdog.watch(session::interrupt);
        return new Workspace(settings, context, session, watchdog);
    }

    /// Files in it can be read; all are gone after the answer was closed.
    public Path folder() {
        return session.folder();
    }

    /// What {@link Relation.Received} reads where there is no table of its number.
    void add(Inputs given) {
        inputs = given;
    }

    /// Appends the rows of a relation to the table that `Received(number)` reads from then on;
    /// makes it first if need be. Each call may read other files.
    ///
    /// @param files as in {@link Evaluation#files}
    ///
    /// @return how many
    public long append(int number, Relation relation, Function<Relation.Scan, String> files) {
        if (tables.add(number)) {
            run(
                    "CREATE TEMP TABLE %s(%s)"
                            .formatted(table(number), CarrierSql.columns(relation.fields())));
        }
        return run("INSERT INTO %s %s".formatted(table(number), render(relation, files)));
    }

    /// The rows of the relation; the workspace does nothing after it.
    ///
    /// The answer is complete before it is given, in memory that is bounded and spills: so every
    /// error of the plan or an input is thrown here.
    ///
    /// @param files as in {@link Evaluation#files}
    public ArrowReader evaluate(Relation relation, Function<Relation.Scan, String> files) {
        keepInputs(relation);
        Relation flat = new Recursions(this, settings.iterationsMax(), files).evaluated(relation);
        Labels.requireSupported(flat);
        run("CREATE TEMP TABLE answer(%s)".formatted(CarrierSql.columns(relation.fields())));
        run("INSERT INTO answer " + render(flat, files));
        try {
            ArrowReader answer =
                    EngineReader.open(
                            relation.fields(),
                            session,
                            watchdog,
                            "FROM answer",
                            context.allocator(),
                            settings.batchRows());
            isHandedOver = true;
            return answer;
        } catch (SQLException e) {
            throw failure(e);
        } catch (IOException e) {
            throw new TrawlException(
                    ErrorCode.INTERNAL, "the local evaluator gave no readable answer", e);
        }
    }

    /// Streams can be read once and tell DuckDB nothing of their size: those that are read twice,
    /// or joined, become tables first.
    private void keepInputs(Relation relation) {
        SortedMap<Integer, Integer> uses = Labels.uses(relation);
        boolean joins = uses.size() > 1 && Leaves.hasJoin(relation);
        uses.forEach((number, count) -> {
            if ((count > 1 || joins) && !tables.contains(number)) {
                run(
                        "CREATE TEMP TABLE %s AS FROM %s"
                                .formatted(table(number), inputs.get(number).register(session)));
                tables.add(number);
            }
        });
    }

    private String render(Relation relation, Function<Relation.Scan, String> files) {
        Labels.requireSupported(relation);
        IdentityHashMap<Relation, Relation.Scan> scans = new IdentityHashMap<>();
        return SqlRenderer.render(
                Labels.rename(relation, scans),
                Dialect.DUCKDB,
                leaf ->
                        switch (leaf) {
                            case Relation.Received r ->
                                    CarrierSql.imported(from(r.fragment()), r.fields());
                            case Relation.Scan s ->
                                    CarrierSql.renamed(
                                            files.apply(Objects.requireNonNull(scans.get(s))),
                                            s.fields());
                            default -> throw new IllegalArgumentException("not a leaf");
                        });
    }

    /// Adds the rows of one table to another of the same columns.
    void addAll(int from, int to) {
        run("INSERT INTO %s FROM %s".formatted(table(to), table(from)));
    }

    void drop(int number) {
        if (tables.remove(number)) {
            run("DROP TABLE " + table(number));
        }
    }

    private String from(int number) {
        return tables.contains(number) ? table(number) : inputs.get(number).register(session);
    }

    private static String table(int number) {
        return "rows" + number;
    }

    private long run(String sql) {
        try {
            return session.execute(sql);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /// The error that the caller should see: the cancellation, the input's own, or the plan's.
    private TrawlException failure(SQLException error) {
        TrawlException reason = watchdog.reason();
        if (reason != null) {
            return reason;
        }
        TrawlException input = inputs.failure();
        return input == null ? EngineErrors.of(error, session.folder()) : input;
    }

    @Override
    public void close() {
        if (!isHandedOver) {
            Closing.all(List.of(watchdog, session));
        }
    }
}
