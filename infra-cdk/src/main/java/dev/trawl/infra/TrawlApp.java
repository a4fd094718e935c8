package dev.trawl.infra;

import dev.trawl.fleet.ConfigException;
import dev.trawl.fleet.cost.CostReport;
import dev.trawl.fleet.cost.PriceList;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/// The program that `cdk` starts; see `cdk.json`.
///
/// Context: `config` (the fleet's file), `profile` (`aws`, `localstack`), `zips`, `developmentKeys`
/// (LocalStack only).
public final class TrawlApp {

    private TrawlApp() {}

    /// Synthesises the stacks.
    public static void main(String[] arguments) {
        try {
            App app = app(Map.of());
            Fleet fleet = Fleet.of(app, Deployment.of(app));
            app.synth();
            if (fleet.deployment().isAws()) {
                System.err.println(CostReport.idle(fleet.deployment().config(), PriceList.load()));
            }
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /// An app with the flags that every deployment has, so that a test's templates are those of
    /// `cdk deploy`.
    static App app(Map<String, Object> context) {
        Map<String, Object> all = new HashMap<>(context);
        all.put("@aws-cdk/aws-iam:minimizePolicies", true);
        all.put("@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy", true);
        all.put("@aws-cdk/aws-kms:applyImportedAliasPermissionsToPrincipal", true);
        all.put("@aws-cdk/aws-lambda:recognizeVersionProps", true);
        all.put("@aws-cdk/aws-lambda:recognizeLayerVersion", true);
        all.put("@aws-cdk/core:enablePartitionLiterals", true);
        return new App(AppProps.builder().analyticsReporting(false).context(all).build());
    }
}
