package dev.trawl.localstack.aws;

import dev.trawl.localstack.host.HostMode;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/// Where the tests run. The variable `TRAWL_TEST_AWS` names it; otherwise it is LocalStack as a
/// process where there is a Python for it, else LocalStack in Docker where that runs.
final class Target implements AutoCloseable {
    /// `host`, `docker` or `account`; what is named must work.
    static final String VARIABLE = "TRAWL_TEST_AWS";

    private static final String IMAGE = "localstack/localstack:4.14.0";

    /// What a target can do.
    enum Kind {
        /// LocalStack as a process: everything.
        HOST,
        /// LocalStack in Docker: its functions do not reach what listens on this machine's loopback
        /// address.
        DOCKER,
        /// An account: only on request, and only what cleans up after itself.
        ACCOUNT
    }

    private final Kind kind;
    private final String description;
    private final Aws aws;
    private final Runnable stop;

    private Target(Kind kind, String description, Aws aws, Runnable stop) {
        this.kind = kind;
        this.description = description;
        this.aws = aws;
        this.stop = stop;
    }

    /// Starts the target, or says why there is none.
    static Found find() {
        Optional<String> named =
                Optional.ofNullable(System.getenv(VARIABLE)).filter(text -> !text.isBlank());
        if (named.isPresent()) {
            return new Found.Started(start(kind(named.get())));
        }
        if (HostMode.python().isPresent()) {
            try {
                return new Found.Started(start(Kind.HOST));
            } catch (IllegalStateException e) {
                return new Found.None("LocalStack as a process: " + e.getMessage());
            }
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return new Found.Started(start(Kind.DOCKER));
        }
        return new Found.None(
                "there is no Python 3.12 or 3.13 for LocalStack as a process, and no Docker");
    }

    /// What the search gave.
    sealed interface Found {
        /// It runs.
        record Started(Target target) implements Found {}

        /// There is none.
        record None(String reason) implements Found {}
    }

    Kind kind() {
        return kind;
    }

    Aws aws() {
        return aws;
    }

    String description() {
        return description;
    }

    @Override
    public void close() {
        stop.run();
    }

    private static Kind kind(String name) {
        try {
            return Kind.valueOf(name.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(
                    VARIABLE + " must be host, docker or account, not " + name, e);
        }
    }

    private static Target start(Kind kind) {
        return switch (kind) {
            case HOST -> {
                HostMode host = HostMode.start(Aws.REGION);
                yield new Target(
                        kind,
                        "LocalStack 4.14.0 as a process at %s, log %s"
                                .formatted(host.endpoint(), host.log()),
                        new Aws(host.endpoint()),
                        host::close);
            }
            case DOCKER -> {
                LocalStackContainer container =
                        new LocalStackContainer(DockerImageName.parse(IMAGE))
                                .withEnv("LOCALSTACK_HOST", "127.0.0.1");
                container.start();
                yield new Target(
                        kind,
                        IMAGE + " in Docker at " + container.getEndpoint(),
                        new Aws(container.getEndpoint()),
                        container::stop);
            }
            case ACCOUNT ->
                    new Target(
                            kind,
                            "the AWS account of the default credentials, " + Aws.REGION,
                            new Aws(null),
                            () -> {});
        };
    }
}
