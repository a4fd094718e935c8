package dev.trawl.engine;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// Databases that wait for their next evaluation: opening one costs more than most evaluations.
/// Thread-safe.
///
/// A database serves one evaluation at a time, so that limits hold for each, on a connection of its
/// own, with which everything goes that the evaluation made. It can read no files at all. One whose
/// evaluation failed or was interrupted is closed, not kept.
final class IdleDatabases {
    static final int IDLE_MAX = 2;

    private final EngineSettings settings;
    private final Deque<Database> idle = new ArrayDeque<>();

    IdleDatabases(EngineSettings settings) {
        this.settings = settings;
    }

    /// The caller closes it.
    Session take() {
        Database known;
        synchronized (idle) {
            known = idle.poll();
        }
        return Session.of(
                known == null ? Database.open(settings, spillFolder()) : known, this::keep);
    }

    private void keep(Database database) {
        boolean isKept;
        synchronized (idle) {
            isKept = idle.size() < IDLE_MAX && idle.add(database);
        }
        if (!isKept) {
            database.close();
        }
    }

    /// Empty but while something spills.
    private static Path spillFolder() {
        try {
            Path folder = Files.createTempDirectory("trawl-engine");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new TrawlException(ErrorCode.INTERNAL, "scratch space cannot be used", e);
        }
    }
}
