package dev.trawl.engine;

import dev.trawl.protocol.TrawlException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Databases that wait for their next evaluation: opening one costs more than most evaluations.
/// Thread-safe.
///
/// A database serves one evaluation at a time, so that limits hold for each, on a connection of its
/// own, with which everything goes that the evaluation made. It reads files of a folder of its own
/// only, which is emptied after each. One whose evaluation failed or was interrupted is closed, not
/// kept.
final class IdleDatabases {
    static final int IDLE_MAX = 4;

    private final EngineSettings settings;
    private final int idleMax;
    private final Deque<Database> idle = new ArrayDeque<>();

    IdleDatabases(EngineSettings settings) {
        this(settings, IDLE_MAX);
    }

    IdleDatabases(EngineSettings settings, int idleMax) {
        this.settings = settings;
        this.idleMax = idleMax;
    }

    /// The caller closes it.
    Session take() {
        Database known;
        synchronized (idle) {
            known = idle.poll();
        }
        return Session.of(known == null ? Database.alone(settings) : known, this::keep);
    }

    private void keep(Database database) {
        boolean isKept;
        try {
            database.emptyFolder();
        } catch (TrawlException e) {
            database.close();
            throw e;
        }
        synchronized (idle) {
            isKept = idle.size() < idleMax && idle.add(database);
        }
        if (!isKept) {
            database.close();
        }
    }
}
