package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Datasets of exports, declared by the function that changes the catalog, which asks policy once
/// more whether the export's principal may.
final class GovernedCatalog implements Registrations.Catalog {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Jobs jobs;
    private final ResourceService resources;
    private final Functions functions;

    GovernedCatalog(Jobs jobs, ResourceService resources, Functions functions) {
        this.jobs = jobs;
        this.resources = resources;
        this.functions = functions;
    }

    @Override
    public Optional<String> refusal(Run run, Registers registers) {
        if (!jobs.mayAdminister(run, registers.dataset())) {
            return Optional.of(
                    "principal '%s' registers dataset '%s' if a rule with the action administer on it allows"
                            .formatted(run.spec().principal(), registers.dataset()));
        }
        if (resources.find(ResourceKind.SOURCE, registers.source()).isEmpty()) {
            return Optional.of("there is no source '%s'".formatted(registers.source()));
        }
        return resources
                .find(ResourceKind.DATASET, registers.dataset())
                .map(current -> current.resource().spec())
                .filter(spec -> !isHere(spec, run.spec(), registers))
                .map(_ ->
                        "dataset '%s' is declared with another source or mapping; registers.dataset may be a name that is free"
                                .formatted(registers.dataset()));
    }

    private static boolean isHere(JsonNode dataset, ExportSpec spec, Registers registers) {
        JsonNode mapping = dataset.path("mapping");
        return dataset.path("source").asText().equals(registers.source())
                && mapping.path("prefix").asText().equals(spec.prefix())
                && mapping.path("manifest").asText().equals(CurrentRun.MANIFEST);
    }

    @Override
    public void register(Run run, Registers registers, byte[] manifest) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("task", "register");
        event.put("registration", registration(run, registers, tree(manifest)).toString());
        functions.call("scan-metadata", event.toString(), TIMEOUT);
    }

    private static ObjectNode registration(Run run, Registers registers, JsonNode manifest) {
        ObjectNode wanted = JsonNodeFactory.instance.objectNode();
        wanted.put("export", run.export()).put("principal", run.spec().principal());
        wanted.put("dataset", registers.dataset()).put("source", registers.source());
        wanted.put("schema", registers.schema()).put("rows", manifest.path("rows").asLong());
        ObjectNode mapping = wanted.putObject("mapping");
        mapping.put("prefix", run.spec().prefix()).put("manifest", CurrentRun.MANIFEST);
        String format = manifest.path("format").asText();
        mapping.put("format", format.equals("jsonl") ? "json" : format);
        StringBuilder partitions = new StringBuilder();
        for (JsonNode field : manifest.path("partitionBy")) {
            partitions
                    .append(partitions.isEmpty() ? "" : ", ")
                    .append(field.path("name").asText())
                    .append(':')
                    .append(field.path("type").asText());
        }
        if (!partitions.isEmpty()) {
            mapping.put("partitions", partitions.toString());
        }
        ArrayNode columns = wanted.putArray("columns");
        for (JsonNode field : manifest.path("columns")) {
            column(columns.addObject(), field, manifest.path("lineage"));
        }
        return wanted;
    }

    private static void column(ObjectNode column, JsonNode field, JsonNode lineage) {
        String name = field.path("name").asText();
        column.put("name", name).put("type", field.path("type").asText());
        ArrayNode from = column.putArray("from");
        for (JsonNode origin : lineage) {
            if (origin.path("name").asText().equals(name)) {
                boolean isMasked = false;
                for (JsonNode direct : origin.path("direct")) {
                    from.add(direct);
                    isMasked = isMasked || has(origin.path("masked"), direct.asText());
                }
                column.put("masked", isMasked);
            }
        }
    }

    private static boolean has(JsonNode texts, String text) {
        for (JsonNode candidate : texts) {
            if (candidate.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode tree(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "a manifest cannot be read", null, e);
        }
    }
}
