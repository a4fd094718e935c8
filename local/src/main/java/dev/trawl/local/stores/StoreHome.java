package dev.trawl.local.stores;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the stores' programs are, and where they log.
public record StoreHome(Path root, Path logs) {

    Path jar(String name) {
        Path jar = root.resolve("local").resolve(name).resolve("target").resolve(name + ".jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: run ./trawl build.");
        }
        return jar;
    }

    Path log(String name) {
        return logs.resolve(name + ".log");
    }

    /// Where PostgreSQL's binaries are unpacked, once for all fleets of this build.
    Path postgresBinaries() {
        return root.resolve("local/target/postgresql-18");
    }
}
