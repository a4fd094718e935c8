package dev.trawl.source.jdbc.mariadb;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.source.Capabilities;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Sample;
import dev.trawl.source.Source;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.Session;
import dev.trawl.source.jdbc.connect.Unsplit;
import dev.trawl.sql.MariaDbRenderer;
import dev.trawl.sql.MariaDbSupport;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// A MariaDB database.
///
/// Each relation is one statement of one connection and sees one snapshot. Several relations of one
/// request begin together but see snapshots of their own: MariaDB cannot share one.
public final class MariaDbSource implements Source {
    private final ConnectionPool pool;
    private final MariaDbDiscovery discovery;
    private final ZeroDates zeroDates;
    private final Clock clock;

    /// @param pool of {@link MariaDbConnector}; closed with the source
    public MariaDbSource(
            ConnectionPool pool, MariaDbDiscovery discovery, ZeroDates zeroDates, Clock clock) {
        this.pool = pool;
        this.discovery = discovery;
        this.zeroDates = zeroDates;
        this.clock = clock;
    }

    /// Only what cannot fail: nothing is evaluated before it is known which rows pass.
    @Override
    public Capabilities capabilities() {
        return MariaDbSupport::supports;
    }

    @Override
    public ArrowReader read(Relation relation, ReadContext context) {
        return readAll(List.of(relation), context).getFirst();
    }

    @Override
    public List<ArrowReader> readAll(List<Relation> relations, ReadContext context) {
        if (relations.size() == 1 && TableSamples.isSample(context.split())) {
            return List.of(readSample(relations.getFirst(), context));
        }
        Unsplit.check(relations, context, pool);
        List<Session> sessions = new ArrayList<>();
        List<ArrowReader> readers = new ArrayList<>();
        try {
            for (int i = 0; i < relations.size(); i++) {
                sessions.add(MariaDbSessions.begin(pool, context, clock));
            }
            for (int i = 0; i < relations.size(); i++) {
                readers.add(
                        MariaDbReader.start(
                                relations.get(i).fields(),
                                sql(relations.get(i), context),
                                sessions.get(i),
                                context.allocator()));
            }
            return readers;
        } catch (RuntimeException e) {
            Unsplit.close(readers, sessions, e);
            throw e;
        }
    }

    private ArrowReader readSample(Relation relation, ReadContext context) {
        Session session = MariaDbSessions.begin(pool, context, clock);
        try {
            RowSample sample = TableSamples.load(relation, context, session);
            return MariaDbReader.start(
                    relation.fields(),
                    MariaDbRenderer.renderForReading(
                            relation, new MariaDbTables(context.tables(), zeroDates, sample)),
                    session,
                    context.allocator());
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private String sql(Relation relation, ReadContext context) {
        return MariaDbRenderer.renderForReading(
                relation, new MariaDbTables(context.tables(), zeroDates));
    }

    /// One split: there is no snapshot for more than one connection.
    @Override
    public SourceAnswer.Splits splits(Relation relation, int max, ReadContext context) {
        return Unsplit.splits();
    }

    @Override
    public Optional<Sample> sample(Relation relation, long rowsMax, ReadContext context) {
        try (Session session = MariaDbSessions.begin(pool, context, clock)) {
            return TableSamples.plan(relation, rowsMax, context, session);
        }
    }

    @Override
    public List<String> explain(Relation relation, ReadContext context) {
        return List.of(sql(relation, context));
    }

    @Override
    public Optional<String> text(Relation governed) {
        return Optional.of(
                MariaDbRenderer.render(
                        governed,
                        scan ->
                                "`%s`.`%s`"
                                        .formatted(scan.table().schema(), scan.table().table())));
    }

    @Override
    public List<SourceAnswer.DiscoveredTable> discover(Instant deadline) {
        try (RootAllocator allocator = new RootAllocator(1);
                Session session =
                        MariaDbSessions.begin(
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
