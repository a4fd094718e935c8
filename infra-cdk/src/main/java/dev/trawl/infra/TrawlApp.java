package dev.trawl.infra;

import dev.trawl.fleet.ConfigException;
import dev.trawl.fleet.cost.CostReport;
import dev.trawl.fleet.cost.PriceList;
import dev.trawl.infra.sbom.Sbom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.cxapi.CloudAssembly;

/// The program that `cdk` starts; see `cdk.json`.
///
/// Context: `config` (the fleet's file), `profile` (`aws`, `localstack`), `zips`, `developmentKeys`
/// (LocalStack only).
public final class TrawlApp {

    private TrawlApp() {}

    /// Synthesises the stacks.
    public static void main(String[] arguments) throws IOException {
        try {
            App app = app(Map.of());
            Fleet fleet = Fleet.of(app, Deployment.of(app));
            CloudAssembly assembly = app.synth();
            if (fleet.deployment().isAws()) {
                writeSboms(fleet, Path.of(assembly.getDirectory()).resolve("sbom"));
                System.err.println(CostReport.idle(fleet.deployment().config(), PriceList.load()));
            }
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /// One document for each zip that is deployed, beside the templates.
    private static void writeSboms(Fleet fleet, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> modules =
                fleet.functions().functions().stream()
                        .map(function -> function.plan().module())
                        .distinct()
                        .toList();
        for (String module : modules) {
            Files.writeString(
                    folder.resolve(module + ".cdx.json"),
                    Sbom.of(module, fleet.deployment().zip(module)).toJson());
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
