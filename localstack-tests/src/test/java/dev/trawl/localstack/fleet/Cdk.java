package dev.trawl.localstack.fleet;

import dev.trawl.localstack.aws.Aws;
import dev.trawl.localstack.host.CacheFolder;
import dev.trawl.localstack.host.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The CDK's own command line, pinned and kept between builds, on the app of `infra-cdk/`.
final class Cdk {
    private static final Duration INSTALL_MAX = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofMinutes(9);

    private final Path program;
    private final Aws aws;
    private final Path app;
    private final Path log;
    private final Path output;
    private final List<String> context;

    /// @param context of the app, `name=value` each
    Cdk(Aws aws, Path home, Path folder, List<String> context) {
        this.aws = aws;
        this.app = home.resolve("infra-cdk");
        this.log = home.resolve("localstack-tests/target/cdk.log");
        this.output = folder.resolve("cdk.out");
        this.context = context;
        this.program = findOrInstall(home.resolve("localstack-tests/cdk"));
    }

    /// Prepares the emulated account.
    void bootstrap() {
        run("bootstrap", "aws://" + Aws.EMULATED_ACCOUNT + "/" + Aws.REGION);
    }

    /// Deploys stacks, or all of the app.
    void deploy() {
        run("deploy", "--all", "--require-approval", "never", "--concurrency", "2");
    }

    /// Whether a deployment would change nothing.
    boolean isDeployed() {
        return status("diff", "--all", "--fail") == 0;
    }

    /// Removes all stacks of the app.
    void destroy() {
        run("destroy", "--all", "--force");
    }

    /// What it printed last.
    String lastWords() {
        return Programs.tail(log);
    }

    private void run(String... arguments) {
        int status = status(arguments);
        if (status != 0) {
            throw new IllegalStateException(
                    "cdk %s ended with %d:%n%s"
                            .formatted(String.join(" ", arguments), status, lastWords()));
        }
    }

    private int status(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--no-notices"));
        command.addAll(List.of("--output", output.toString()));
        context.forEach(entry -> command.addAll(List.of("--context", entry)));
        command.addAll(List.of(arguments));
        return Programs.status(command, app, variables(), log, LONGEST);
    }

    private Map<String, String> variables() {
        String endpoint = Objects.requireNonNull(aws.endpoint()).toString();
        Map<String, String> variables = new HashMap<>();
        variables.put("PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
        variables.put("AWS_ENDPOINT_URL", endpoint);
        variables.put("AWS_ENDPOINT_URL_S3", endpoint);
        variables.put("AWS_REGION", Aws.REGION);
        variables.put("AWS_DEFAULT_REGION", Aws.REGION);
        variables.put("AWS_ACCESS_KEY_ID", "test");
        variables.put("AWS_SECRET_ACCESS_KEY", "test");
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        variables.put("CDK_DISABLE_VERSION_CHECK", "1");
        variables.put("CDK_DISABLE_CLI_TELEMETRY", "true");
        variables.put("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1");
        variables.put("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "1");
        return variables;
    }

    private static Path findOrInstall(Path sources) {
        try {
            Path manifest = sources.resolve("package.json");
            Path lock = sources.resolve("package-lock.json");
            Path folder =
                    CacheFolder.findOrMake(
                            "cdk",
                            Files.readString(manifest) + Files.readString(lock),
                            empty -> install(empty, List.of(manifest, lock)));
            return folder.resolve("node_modules/.bin/cdk");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void install(Path folder, List<Path> files) {
        try {
            for (Path file : files) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Programs.run(
                List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"),
                folder,
                Map.of(),
                folder.resolve("install.log"),
                INSTALL_MAX);
    }
}
