package dev.trawl.infra;

import dev.trawl.fleet.ConfigException;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.SourceConfig;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.Aws;

/// Names of the buckets that a deployment makes: `<fleet>-<what>-<account>-<region>`, since a
/// bucket's name is nobody else's in the world.
final class BucketNames {

    private static final int CHARACTERS_MAX = 63;
    private static final int ACCOUNT_CHARACTERS = 12;

    private BucketNames() {}

    static String of(FleetConfig config, String what) {
        return prefix(config, what) + Aws.ACCOUNT_ID + "-" + config.region();
    }

    /// Of a source of files: the deployment's own, unless the file names one of yours.
    static String ofSource(FleetConfig config, SourceConfig source) {
        return isOwn(config, source)
                ? of(config, what(source))
                : java.util.Objects.requireNonNull(source.bucket());
    }

    /// Whether the deployment makes the source's bucket.
    static boolean isOwn(FleetConfig config, SourceConfig source) {
        return (config.fleet() + "-" + what(source)).equals(source.bucket());
    }

    /// Refuses names that no bucket can have.
    static void require(FleetConfig config) {
        List<String> names = new ArrayList<>(List.of("access-logs"));
        config.sources().stream()
                .filter(source -> isOwn(config, source))
                .map(BucketNames::what)
                .forEach(names::add);
        for (String name : names) {
            int length =
                    prefix(config, name).length()
                            + ACCOUNT_CHARACTERS
                            + 1
                            + config.region().length();
            if (length > CHARACTERS_MAX) {
                throw new ConfigException(
                        "The bucket "
                                + prefix(config, name)
                                + "<account>-"
                                + config.region()
                                + " would have "
                                + length
                                + " characters, and S3 allows 63: choose a shorter fleet or source.");
            }
        }
    }

    private static String prefix(FleetConfig config, String what) {
        return config.fleet() + "-" + what + "-";
    }

    private static String what(SourceConfig source) {
        return source.name().replace('_', '-');
    }
}
