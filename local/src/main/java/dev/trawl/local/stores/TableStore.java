package dev.trawl.local.stores;

import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.aws.SignedClient;
import dev.trawl.local.process.ProcessLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// DynamoDB for the fleet: DynamoDB Local over a folder.
///
/// It verifies no signatures and knows no roles: every caller can use every table.
public final class TableStore implements AutoCloseable {

    private final JavaServer server;

    private TableStore(JavaServer server) {
        this.server = server;
    }

    /// Starts the store over `folder`.
    public static TableStore start(StoreHome home, Path folder, ProcessLedger ledger) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments = List.of(Integer.toString(FreePorts.find()), folder.toString());
        return new TableStore(
                JavaServer.start(
                        new JavaServer.Command(
                                home.jar("dynamodb"), arguments, "", home.log("dynamodb"), 512),
                        ledger));
    }

    /// Its address.
    public String endpoint() {
        return "http://127.0.0.1:" + server.port();
    }

    /// Creates a table with keys `pk` and `sk` and expiry `expires`, unless it exists.
    public void createTable(String name, AwsKey key, String region) {
        String table =
                """
                {"TableName": "%s", "BillingMode": "PAY_PER_REQUEST",
                 "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"},
                                          {"AttributeName": "sk", "AttributeType": "S"}],
                 "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                               {"AttributeName": "sk", "KeyType": "RANGE"}]}
                """
                        .formatted(name);
        String expiry =
                """
                {"TableName": "%s",
                 "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": true}}
                """
                        .formatted(name);
        try (SignedClient client = new SignedClient(key, region, Clock.systemUTC())) {
            HttpResponse<String> created = call(client, "CreateTable", table);
            if (created.statusCode() == 200) {
                require(name, call(client, "UpdateTimeToLive", expiry));
            } else if (!created.body().contains("ResourceInUseException")) {
                require(name, created);
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private HttpResponse<String> call(SignedClient client, String operation, String body) {
        return client.send(
                "dynamodb",
                "POST",
                URI.create(endpoint() + "/"),
                Map.of(
                        "content-type",
                        "application/x-amz-json-1.0",
                        "x-amz-target",
                        "DynamoDB_20120810." + operation),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static void require(String table, HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("Cannot create table " + table + ": " + answer.body());
        }
    }
}
