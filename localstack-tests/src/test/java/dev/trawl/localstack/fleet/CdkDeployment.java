package dev.trawl.localstack.fleet;

import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.SourceConfig;
import dev.trawl.localstack.aws.Aws;
import dev.trawl.source.kit.Harness;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// The fleet deployed by the app of `infra-cdk/`, in its LocalStack profile.
public final class CdkDeployment {
    private final Aws aws;
    private final Surroundings around;
    private final Cdk cdk;

    CdkDeployment(Aws aws, Surroundings around) {
        this.aws = aws;
        this.around = around;
        this.cdk =
                new Cdk(
                        aws,
                        Surroundings.HOME,
                        around.folder(),
                        List.of(
                                "config=" + around.configFile(),
                                "profile=localstack",
                                "zips=" + Surroundings.HOME.resolve("functions")));
    }

    /// Deploys and fills in what a deployment leaves empty: the secrets of databases. The kit of
    /// sources knows the key of its pseudonym domain.
    void deploy() {
        cdk.bootstrap();
        cdk.deploy();
        for (SourceConfig source : around.config().sources()) {
            if (source.secret() != null) {
                aws.secrets()
                        .putSecretValue(b ->
                                b.secretId(source.secret()).secretString(around.databaseSecret()));
            }
        }
        String domain = FleetPlan.pseudonymSecret(around.config(), Harness.DOMAIN);
        aws.secrets()
                .putSecretValue(b ->
                        b.secretId(domain)
                                .secretString(
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        Harness.KEY.getBytes(
                                                                StandardCharsets.US_ASCII))));
    }

    /// Whether deploying the same again would change nothing.
    public boolean isUpToDate() {
        return cdk.isDeployed();
    }

    /// Removes the stacks; what holds state stays.
    public void destroy() {
        cdk.destroy();
    }

    /// What the CDK said last.
    public String lastWords() {
        return cdk.lastWords();
    }
}
