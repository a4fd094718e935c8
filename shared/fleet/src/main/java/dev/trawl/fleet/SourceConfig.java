package dev.trawl.fleet;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A source function: which kind, its limits and settings, and what it alone may reach.
///
/// A `jdbc` source reads `secret` (`{"url", "user", "password"}`) of an `engine`. Where it names a
/// `database`, the local fleet has that database in its own PostgreSQL or MariaDB and writes the
/// secret itself. An `objects` source reads `bucket`. `pseudonymDomains` are those whose keys it
/// holds. `network` is one of the deployment's.
public record SourceConfig(
        String name,
        Kind kind,
        FunctionConfig function,
        Engine engine,
        @Nullable String secret,
        @Nullable String database,
        @Nullable String bucket,
        List<String> pseudonymDomains,
        @Nullable String network,
        @Nullable Rotation rotation,
        Writing writing) {

    /// Whether exports may write into it: rows into tables of a `jdbc` source, by the user of
    /// `secret`; files under `exports/` of an `objects` source's bucket.
    public record Writing(boolean isAllowed, @Nullable String secret) {
        public static final Writing NONE = new Writing(false, null);
    }

    /// Who changes the secret, the ARN of a Lambda function of yours, and how often.
    public record Rotation(String function, int days) {

        public Rotation {
            if (days < 1 || days > 1_000) {
                throw new ConfigException(
                        "rotation.days must be from 1 to 1000, not " + days + ".");
            }
        }
    }

    /// Which zip it runs.
    public enum Kind {
        /// A database behind a JDBC driver.
        JDBC("source-jdbc"),
        /// Files in a bucket.
        OBJECTS("source-objects"),
        /// The fleet's own records: audit, runs, policies.
        SYSTEM("source-objects");

        private final String module;

        Kind(String module) {
            this.module = module;
        }

        /// The folder under `functions/`.
        public String module() {
            return module;
        }
    }

    /// Whose SQL and driver a jdbc source speaks.
    public enum Engine {
        POSTGRESQL,
        MARIADB;

        /// As it is in `trawl.yaml` and in the function's variable.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public SourceConfig {
        pseudonymDomains = List.copyOf(pseudonymDomains);
        if (writing.isAllowed() && kind == Kind.SYSTEM
                || writing.secret() != null && (!writing.isAllowed() || kind != Kind.JDBC)) {
            throw new ConfigException(
                    "sources."
                            + name
                            + ": jdbc and objects sources may be writable, and a writable jdbc source"
                            + " may have a writeSecret.");
        }
        boolean jdbc = kind == Kind.JDBC;
        if (jdbc ? secret == null || bucket != null : secret != null || database != null) {
            throw new ConfigException(
                    "sources."
                            + name
                            + (jdbc
                                    ? ": a jdbc source has a secret and no bucket."
                                    : ": only a jdbc source has a secret and a database."));
        }
        if (kind == Kind.SYSTEM && bucket != null) {
            throw new ConfigException("sources." + name + ": a system source has no bucket.");
        }
        if (!jdbc && engine != Engine.POSTGRESQL) {
            throw new ConfigException("sources." + name + ": only a jdbc source has an engine.");
        }
        if (rotation != null && secret == null) {
            throw new ConfigException(
                    "sources." + name + ": only a source with a secret has rotation.");
        }
        if (database != null && !database.matches("[a-z][a-z0-9_]{0,47}")) {
            throw new ConfigException("sources." + name + ": database must match [a-z][a-z0-9_]*.");
        }
    }
}
