package dev.trawl.source.jdbc;

import dev.trawl.arrow.ArrowTypes;
import dev.trawl.arrow.MergingReader;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.source.Capabilities;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Sample;
import dev.trawl.source.Source;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.Session;
import dev.trawl.source.jdbc.connect.Unsplit;
import dev.trawl.source.jdbc.copy.CopyReader;
import dev.trawl.source.jdbc.discover.Discovery;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// A PostgreSQL database. Relations become one COPY each, of a large table several, by ranges of
/// its pages; those of one request share a snapshot.
public final class PostgresSource implements Source {
    /// More connections than processors decode no faster.
    private static final int READERS_MAX = 4;

    private final ConnectionPool pool;
    private final Discovery discovery;
    private final Clock clock;
    private final PageCount.Worth worth;
    private final int readersMax;
    private final Capabilities capabilities = new PostgresCapabilities();

    /// @param pool closed with the source
    public PostgresSource(ConnectionPool pool, Discovery discovery, Clock clock) {
        this(pool, discovery, clock, PageCount.Worth.DEFAULT);
    }

    PostgresSource(ConnectionPool pool, Discovery discovery, Clock clock, PageCount.Worth worth) {
        this.worth = worth;
        this.pool = pool;
        this.discovery = discovery;
        this.clock = clock;
        this.readersMax = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, READERS_MAX);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ArrowReader read(Relation relation, ReadContext context) {
        return readAll(List.of(relation), context).getFirst();
    }

    @Override
    public List<ArrowReader> readAll(List<Relation> relations, ReadContext context) {
        Optional<PageSample> sample = PageSample.of(context.split());
        if (sample.isPresent() && relations.size() == 1) {
            return List.of(readSample(relations.getFirst(), sample.get(), context));
        }
        Unsplit.check(relations, context, pool);
        List<Session> sessions = new ArrayList<>();
        List<ArrowReader> readers = new ArrayList<>();
        try {
            sessions.add(PostgresSessions.begin(pool, context, clock));
            if (relations.size() == 1) {
                return List.of(readOne(relations.getFirst(), sessions, readers, context));
            }
            joinAll(relations.size(), context, sessions);
            for (int i = 0; i < relations.size(); i++) {
                readers.add(copy(relations.get(i), PageRange.ALL, sessions.get(i), context));
            }
            return readers;
        } catch (RuntimeException e) {
            Unsplit.close(readers, sessions, e);
            throw e;
        }
    }

    private ArrowReader readSample(Relation relation, PageSample sample, ReadContext context) {
        Session session = PostgresSessions.begin(pool, context, clock);
        try {
            return copy(relation, sample, session, context);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /// Sessions of the first one's snapshot, so that there are `count`.
    private void joinAll(int count, ReadContext context, List<Session> sessions) {
        if (count > 1) {
            String snapshot = PostgresSessions.exportSnapshot(sessions.getFirst());
            while (sessions.size() < count) {
                sessions.add(PostgresSessions.join(pool, context, clock, snapshot));
            }
        }
    }

    /// A large table is read by several connections, each a range of its pages.
    private ArrowReader readOne(
            Relation relation,
            List<Session> sessions,
            List<ArrowReader> readers,
            ReadContext context) {
        long pages = PageCount.of(relation, worth.rowsMin(), context, sessions.getFirst());
        long wanted =
                Math.min(Math.min(readersMax, pool.connectionsMax()), pages / worth.pagesMin());
        if (wanted < 2) {
            return copy(relation, PageRange.ALL, sessions.getFirst(), context);
        }
        joinFree(wanted, context, sessions);
        List<PageRange> ranges = PageRange.cut(pages, sessions.size());
        for (int i = 0; i < sessions.size(); i++) {
            readers.add(copy(relation, ranges.get(i), sessions.get(i), context));
        }
        List<Session> running = List.copyOf(sessions);
        return new MergingReader(
                ArrowTypes.schema(relation.fields()),
                readers,
                () -> running.forEach(Session::cancel),
                context.allocator());
    }

    /// The same as far as connections are free: who waits for one while it holds another may wait
    /// for one who does the same.
    private void joinFree(long count, ReadContext context, List<Session> sessions) {
        String snapshot = PostgresSessions.exportSnapshot(sessions.getFirst());
        while (sessions.size() < count) {
            Optional<Session> session = PostgresSessions.joinIfFree(pool, context, clock, snapshot);
            if (session.isEmpty()) {
                return;
            }
            sessions.add(session.get());
        }
    }

    private static ArrowReader copy(
            Relation relation, Pages pages, Session session, ReadContext context) {
        CopyStatement statement =
                CopyStatement.start(session, PostgresSql.copy(relation, context.tables(), pages));
        return new CopyReader(relation.fields(), statement, context.allocator());
    }

    /// One split: large tables are cut inside one invocation, where their parts share a snapshot.
    @Override
    public SourceAnswer.Splits splits(Relation relation, int max, ReadContext context) {
        return Unsplit.splits();
    }

    @Override
    public Optional<Sample> sample(Relation relation, long rowsMax, ReadContext context) {
        try (Session session = PostgresSessions.begin(pool, context, clock)) {
            return PageSample.plan(relation, rowsMax, context, session);
        }
    }

    @Override
    public List<String> explain(Relation relation, ReadContext context) {
        return List.of(PostgresSql.query(relation, context.tables()));
    }

    @Override
    public Optional<String> text(Relation governed) {
        return Optional.of(PostgresSql.text(governed));
    }

    @Override
    public List<SourceAnswer.DiscoveredTable> discover(Instant deadline) {
        try (RootAllocator allocator = new RootAllocator(1);
                Session session =
                        PostgresSessions.begin(
                                pool, Unsplit.discovery(allocator, deadline), clock)) {
            try {
                return discovery.run(session.connection());
            } catch (SQLException e) {
                throw session.failed(e);
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
