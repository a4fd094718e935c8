package dev.trawl.fuzz;

import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.Type;
import dev.trawl.source.Source;
import dev.trawl.source.jdbc.PostgresSource;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.Credentials;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.source.jdbc.connect.PostgresConnector;
import dev.trawl.source.jdbc.discover.Discovery;
import dev.trawl.source.jdbc.mariadb.MariaDbConnector;
import dev.trawl.source.jdbc.mariadb.MariaDbDiscovery;
import dev.trawl.source.jdbc.mariadb.MariaDbSource;
import dev.trawl.source.jdbc.mariadb.TinyInt1;
import dev.trawl.source.jdbc.mariadb.ZeroDates;
import dev.trawl.source.objects.ObjectsSettings;
import dev.trawl.source.objects.ObjectsSource;
import dev.trawl.store.memory.InMemoryObjectStore;
import dev.trawl.testkit.MariaDbServer;
import dev.trawl.testkit.PostgresTables;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/// The sources of this process: a database of each engine, and files in memory. Closed by who
/// opened them.
final class Sources implements AutoCloseable {
    /// Several fragments of a query run side by side, each in one or two.
    private static final int IDLE_MAX = 12;

    private final LocalEvaluator evaluator =
            new LocalEvaluator(
                    new EngineSettings(128L << 20, 1, 1L << 30, 16_384),
                    Clock.systemUTC(),
                    IDLE_MAX);

    private final InMemoryObjectStore files = new InMemoryObjectStore("data");
    private final Map<Place, Source> sources = new EnumMap<>(Place.class);

    Sources() {
        Credentials postgres = new Credentials(PostgresTables.url(), "postgres", "postgres");
        sources.put(
                Place.PG,
                new PostgresSource(
                        new ConnectionPool(
                                new PostgresConnector(),
                                () -> postgres,
                                PoolSettings.DEFAULT,
                                Clock.systemUTC()),
                        new Discovery(new Type.Decimal(38, 9)),
                        Clock.systemUTC()));
        sources.put(Place.LAKE, new ObjectsSource(files, ObjectsSettings.DEFAULT, evaluator));
        if (MariaDbServer.isInstalled()) {
            Credentials maria = new Credentials(MariaDbServer.shared().url(""), "root", "");
            sources.put(
                    Place.MARIA,
                    new MariaDbSource(
                            new ConnectionPool(
                                    new MariaDbConnector(),
                                    () -> maria,
                                    PoolSettings.DEFAULT,
                                    Clock.systemUTC()),
                            new MariaDbDiscovery(TinyInt1.INTEGER),
                            ZeroDates.ERROR,
                            Clock.systemUTC()));
        }
    }

    Map<Place, Source> all() {
        return sources;
    }

    /// What remains of fragments is evaluated in it.
    LocalEvaluator evaluator() {
        return evaluator;
    }

    InMemoryObjectStore files() {
        return files;
    }

    @Override
    public void close() {
        sources.values().forEach(Source::close);
    }
}
