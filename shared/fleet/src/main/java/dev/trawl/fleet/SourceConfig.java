package dev.trawl.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A source function: which kind, its limits and settings, and what it alone may reach.
///
/// A `jdbc` source reads `secret` (`{"url", "user", "password"}`). Where it names a `database`, the
/// local fleet has that database in its embedded PostgreSQL and writes the secret itself. An
/// `objects` source reads `bucket`. `pseudonymDomains` are those whose keys it holds.
public record SourceConfig(
        String name,
        Kind kind,
        FunctionConfig function,
        @Nullable String secret,
        @Nullable String database,
        @Nullable String bucket,
        List<String> pseudonymDomains) {

    /// Which zip it runs.
    public enum Kind {
        /// A database behind a JDBC driver.
        JDBC("source-jdbc"),
        /// Files in a bucket.
        OBJECTS("source-objects");

        private final String module;

        Kind(String module) {
            this.module = module;
        }

        /// The folder under `functions/`.
        public String module() {
            return module;
        }
    }

    public SourceConfig {
        pseudonymDomains = List.copyOf(pseudonymDomains);
        boolean jdbc = kind == Kind.JDBC;
        if (jdbc ? secret == null || bucket != null : secret != null || database != null) {
            throw new ConfigException(
                    "sources."
                            + name
                            + (jdbc
                                    ? ": a jdbc source has a secret and no bucket."
                                    : ": an objects source has no secret and no database."));
        }
        if (database != null && !database.matches("[a-z][a-z0-9_]{0,47}")) {
            throw new ConfigException("sources." + name + ": database must match [a-z][a-z0-9_]*.");
        }
    }
}
