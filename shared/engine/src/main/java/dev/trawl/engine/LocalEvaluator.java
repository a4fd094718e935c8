package dev.trawl.engine;

import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.SqlRenderer;
import dev.trawl.sql.TypeSql;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBResultSet;

/// Evaluates plans with exactly Trawl's semantics over rows that are handed to it. Thread-safe:
/// each evaluation has a DuckDB of its own, closed with the answer.
public final class LocalEvaluator {
    private final EngineSettings settings;
    private final Clock clock;

    public LocalEvaluator(EngineSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// Evaluates a plan; when this returns every input has been read and closed.
    ///
    /// The reader has the plan's fields and belongs to the caller, who closes it. Order is kept
    /// where the plan is a Sort, or a Limit or Project over one.
    ///
    /// @throws TrawlException with the code of what failed in the plan, or of the input that failed
    public ArrowReader evaluate(Evaluation evaluation) {
        List<RecordingReader> inputs =
                evaluation.received().stream()
                        .map(r -> new RecordingReader(r, evaluation.allocator()))
                        .toList();
        List<AutoCloseable> owned = new ArrayList<>(inputs);
        try {
            Labels.requireSupported(evaluation.plan());
            Session session = Session.open(settings, evaluation.folder());
            owned.add(session);
            return run(evaluation, session, inputs, owned);
        } catch (SQLException e) {
            TrawlException error = EngineErrors.of(e);
            Closing.quietly(owned, error);
            throw error;
        } catch (RuntimeException e) {
            Closing.quietly(owned, e);
            throw e;
        }
    }

    private ArrowReader run(
            Evaluation evaluation,
            Session session,
            List<RecordingReader> inputs,
            List<AutoCloseable> owned)
            throws SQLException {
        Statement statement = session.connection().createStatement();
        owned.addFirst(statement);
        try (Deadline deadline = new Deadline(evaluation, statement, clock)) {
            try {
                Map<Integer, String> streams =
                        register(evaluation, session, inputs, statement, owned);
                String sql = sql(evaluation, streams);
                DuckDBResultSet result = statement.executeQuery(sql).unwrap(DuckDBResultSet.class);
                ArrowReader rows =
                        (ArrowReader)
                                result.arrowExportStream(
                                        evaluation.allocator(), settings.batchRows());
                return new AnswerReader(
                        evaluation.plan().fields(), rows, owned, evaluation.allocator());
            } catch (SQLException e) {
                throw explained(e, deadline, inputs);
            }
        }
    }

    /// The error that the caller should see: the input's own, the cancellation, or the plan's.
    private static TrawlException explained(
            SQLException error, Deadline deadline, List<RecordingReader> inputs) {
        TrawlException reason = deadline.reason();
        if (reason != null) {
            return reason;
        }
        for (RecordingReader input : inputs) {
            Exception failure = input.failure();
            switch (failure) {
                case null -> {}
                case TrawlException e -> {
                    return e;
                }
                case OutOfMemoryException e -> {
                    return dev.trawl.arrow.Allocators.limitExceeded(e);
                }
                default -> {
                    return new TrawlException(
                            ErrorCode.MALFORMED_MESSAGE,
                            "rows of a fragment cannot be read",
                            failure);
                }
            }
        }
        return EngineErrors.of(error);
    }

    /// Makes the inputs readable by name; those that are read more than once are copied, because a
    /// stream can be read only once.
    private static Map<Integer, String> register(
            Evaluation evaluation,
            Session session,
            List<RecordingReader> inputs,
            Statement statement,
            List<AutoCloseable> owned)
            throws SQLException {
        SortedMap<Integer, Integer> uses = Labels.uses(evaluation.plan());
        Map<Integer, String> names = new java.util.TreeMap<>();
        for (Map.Entry<Integer, Integer> use : uses.entrySet()) {
            int number = use.getKey();
            if (number >= inputs.size()) {
                throw new IllegalArgumentException("no rows were given for fragment " + number);
            }
            ArrowArrayStream stream = ArrowArrayStream.allocateNew(evaluation.allocator());
            owned.add(stream);
            Data.exportArrayStream(evaluation.allocator(), inputs.get(number), stream);
            String name = "stream" + number;
            session.connection().registerArrowStream(name, stream);
            if (use.getValue() > 1) {
                statement.execute(
                        "CREATE TEMP TABLE rows%d AS SELECT * FROM %s".formatted(number, name));
                name = "rows" + number;
            }
            names.put(number, name);
        }
        return names;
    }

    private static String sql(Evaluation evaluation, Map<Integer, String> streams) {
        String inner =
                SqlRenderer.render(
                        Labels.rename(evaluation.plan()),
                        Dialect.DUCKDB,
                        leaf ->
                                switch (leaf) {
                                    case Relation.Received r ->
                                            received(
                                                    String.valueOf(streams.get(r.fragment())),
                                                    r.fields());
                                    case Relation.Scan s -> evaluation.files().apply(s);
                                    default -> throw new IllegalArgumentException("not a leaf");
                                });
        List<Field> fields = evaluation.plan().fields();
        if (fields.stream().noneMatch(f -> f.type() == Type.Simple.UUID)) {
            return inner;
        }
        return IntStream.range(0, fields.size())
                .mapToObj(i ->
                        fields.get(i).type() == Type.Simple.UUID
                                ? "CAST(c%d AS VARCHAR)".formatted(i)
                                : "c" + i)
                .collect(Collectors.joining(", ", "SELECT ", " FROM (" + inner + ")"));
    }

    /// A stream's columns by position; texts that stand for other types are cast back.
    private static String received(String name, List<Field> fields) {
        String columns = fields.stream().map(Field::name).collect(Collectors.joining(", "));
        String list =
                fields.stream()
                        .map(f ->
                                f.type() == Type.Simple.UUID
                                        ? "CAST(%s AS %s) AS %s"
                                                .formatted(
                                                        f.name(),
                                                        TypeSql.name(f.type(), Dialect.DUCKDB),
                                                        f.name())
                                        : f.name())
                        .collect(Collectors.joining(", "));
        return "(SELECT %s FROM (SELECT * FROM %s) AS s(%s))".formatted(list, name, columns);
    }
}
