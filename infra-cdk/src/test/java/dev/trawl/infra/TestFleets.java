package dev.trawl.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trawl.fleet.FleetConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Template;

/// Fleets for tests, with zips of a few bytes.
final class TestFleets {

    private static final List<String> MODULES =
            List.of(
                    "query",
                    "policy",
                    "scan-metadata",
                    "export",
                    "authorizer",
                    "source-jdbc",
                    "source-objects");

    /// One of everything.
    static final String FULL =
            """
            fleet: full
            region: eu-central-1
            http: {corsOrigins: ["https://workbench.example"]}
            issuers:
              - {issuer: "https://login.example", jwksUri: "https://login.example/jwks", audiences: [trawl], algorithms: [RS256]}
            administrators:
              - {issuer: "https://login.example", subject: grace}
            pseudonymDomains: [person]
            sources:
              - {name: bookings, kind: jdbc, secret: full/source/bookings, network: office, concurrency: 4,
                 rotation: {function: "arn:aws:lambda:eu-central-1:111122223333:function:rotate", days: 30}}
              - {name: files, kind: objects, pseudonymDomains: []}
              - {name: lake, kind: objects, bucket: somebodys-lake}
              - {name: trawl, kind: system, pseudonymDomains: []}
            functions: {query: {concurrency: 20}}
            deployment:
              alarmEmail: ops@example.com
              monthlyBudget: 100
              exportBuckets: [partners-inbox]
              notices:
                - {name: oncall, webhook: "https://hooks.example.com/trawl", secret: full/oncall}
                - {name: mail, topic: "arn:aws:sns:eu-central-1:111122223333:trawl"}
                - {name: lake, eventBus: "arn:aws:events:eu-central-1:111122223333:event-bus/lake"}
              exportKeys: ["arn:aws:kms:eu-central-1:111122223333:key/6f-1"]
              networks:
                - {name: office, vpc: vpc-0123456789abcdef0, subnets: [subnet-0123456789abcdef0, subnet-0123456789abcdef1], routeTables: [rtb-0123456789abcdef0], endpoints: true}
              schedules:
                - {name: nightly, function: scan-metadata, expression: "cron(0 3 * * ? *)", zone: Europe/Berlin,
                   input: {sources: [bookings]}}
            """;

    private TestFleets() {}

    /// Templates of the three stacks (two in LocalStack), by what they are.
    record Synthesised(Fleet fleet, Template state, Template functions, @Nullable Template edge) {
        JsonNode functionsTree() {
            return Templates.tree(functions);
        }
    }

    /// The full fleet, synthesised once for all tests.
    static Synthesised full() {
        return Full.FLEET;
    }

    /// Made when first asked for; its folder goes with the machine's temporary ones.
    private static final class Full {
        private static final Synthesised FLEET = synthesise(FULL, Profile.AWS, folder());

        private static Path folder() {
            try {
                return Files.createTempDirectory("trawl-infra");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Deployment deployment(String yaml, Path folder) {
        return new Deployment(config(yaml, folder), Profile.AWS, zips(folder), null);
    }

    static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Synthesised synthesise(String yaml, Profile profile, Path folder) {
        return synthesise(yaml, profile, folder, null);
    }

    static Synthesised synthesise(
            String yaml, Profile profile, Path folder, @Nullable String developmentKeys) {
        App app = TrawlApp.app(Map.of());
        Fleet fleet =
                Fleet.of(
                        app,
                        new Deployment(
                                config(yaml, folder), profile, zips(folder), developmentKeys));
        return new Synthesised(
                fleet,
                Template.fromStack(fleet.state()),
                Template.fromStack(fleet.functions()),
                fleet.edge().map(Template::fromStack).orElse(null));
    }

    static FleetConfig config(String yaml, Path folder) {
        try {
            Path file = folder.resolve("trawl.yaml");
            Files.writeString(file, yaml);
            return FleetConfig.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path zips(Path folder) {
        try {
            for (String module : MODULES) {
                Files.writeString(folder.resolve(module + ".zip"), module);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
