package dev.trawl.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.aws.PrivateFiles;
import dev.trawl.local.process.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `fleet.json` in the state folder: where everything of a running fleet is, for the command line.
/// It holds the administrator's S3 key, so only its owner reads it.
public record FleetFile(
        String fleet,
        ProcessIdentity process,
        Instant started,
        Path config,
        String endpoint,
        String s3Endpoint,
        String dynamoEndpoint,
        String awsEndpoint,
        AwsKey administrator,
        @Nullable String postgresUrl) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String NAME = "fleet.json";

    /// Reads the file of a state folder, if there is one.
    public static Optional<FleetFile> find(Path state) {
        Path file = state.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = MAPPER.readTree(PrivateFiles.read(file));
            JsonNode key = json.path("administrator");
            return Optional.of(
                    new FleetFile(
                            json.path("fleet").asText(),
                            new ProcessIdentity(
                                    json.path("pid").asLong(), json.path("startMillis").asLong()),
                            Instant.parse(json.path("started").asText()),
                            Path.of(json.path("config").asText()),
                            json.path("endpoint").asText(),
                            json.path("s3Endpoint").asText(),
                            json.path("dynamoEndpoint").asText(),
                            json.path("awsEndpoint").asText(),
                            new AwsKey(key.path("id").asText(), key.path("secret").asText()),
                            json.path("postgresUrl").textValue()));
        } catch (JsonProcessingException e) {
            throw new FleetException(file + " is not valid; delete it.");
        }
    }

    /// The fleet's process, if it still runs.
    public Optional<ProcessHandle> running() {
        // The command line of an embedding test names no fleet: pid and start time must do.
        return process.find("");
    }

    void write(Path state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("fleet", fleet);
        json.put("pid", process.pid());
        json.put("startMillis", process.startMillis());
        json.put("started", started.toString());
        json.put("config", config.toString());
        json.put("endpoint", endpoint);
        json.put("s3Endpoint", s3Endpoint);
        json.put("dynamoEndpoint", dynamoEndpoint);
        json.put("awsEndpoint", awsEndpoint);
        json.putObject("administrator")
                .put("id", administrator.id())
                .put("secret", administrator.secret());
        if (postgresUrl != null) {
            json.put("postgresUrl", postgresUrl);
        }
        PrivateFiles.write(state.resolve(NAME), json.toPrettyString());
    }

    static void delete(Path state) throws java.io.IOException {
        Files.deleteIfExists(state.resolve(NAME));
    }
}
