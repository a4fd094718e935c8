package dev.trawl.infra;

import dev.trawl.fleet.ConfigException;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.IssuerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.App;

/// What is deployed where: the fleet's file, the profile, the zips.
///
/// @param zips a checkout's `functions/`, or a folder with `<module>.zip`
/// @param developmentKeys where the development issuer's keys are; in LocalStack only
public record Deployment(
        FleetConfig config, Profile profile, Path zips, @Nullable String developmentKeys) {

    public Deployment {
        if (profile == Profile.AWS && developmentKeys != null) {
            throw new ConfigException("Context developmentKeys is for profile localstack only.");
        }
        if (issuers(config, developmentKeys).isEmpty()) {
            throw new ConfigException(
                    "issuers: an issuer for development is deployed nowhere; name the one whose"
                            + " tokens this deployment accepts.");
        }
        BucketNames.require(config);
    }

    /// From the context of an app: `config`, `profile`, `zips`, `developmentKeys`.
    static Deployment of(App app) {
        String file = context(app, "config");
        if (file == null) {
            throw new ConfigException("Name the fleet's file: cdk deploy -c config=trawl.yaml.");
        }
        String profile = context(app, "profile");
        String zips = context(app, "zips");
        return new Deployment(
                FleetConfig.read(Path.of(file)),
                profile == null ? Profile.AWS : Profile.parse(profile),
                Path.of(zips == null ? "../functions" : zips),
                context(app, "developmentKeys"));
    }

    /// Issuers whose tokens this deployment accepts.
    public List<IssuerConfig> issuers() {
        return issuers(config, developmentKeys);
    }

    /// The zip of a folder under `functions/`.
    ///
    /// @throws ConfigException if it is not there
    Path zip(String module) {
        Path built = zips.resolve(module).resolve("target/function.zip");
        Path zip = Files.exists(built) ? built : zips.resolve(module + ".zip");
        if (!Files.exists(zip)) {
            throw new ConfigException(built + " is missing: run ./trawl build.");
        }
        return zip;
    }

    boolean isAws() {
        return profile == Profile.AWS;
    }

    private static List<IssuerConfig> issuers(FleetConfig config, @Nullable String keys) {
        return config.issuers().stream()
                .filter(issuer -> !issuer.isDevelopment() || keys != null)
                .toList();
    }

    private static @Nullable String context(App app, String name) {
        Object value = app.getNode().tryGetContext(name);
        return value == null ? null : value.toString();
    }
}
