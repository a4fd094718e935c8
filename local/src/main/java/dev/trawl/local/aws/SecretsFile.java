package dev.trawl.local.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Secrets by id in one JSON file that only its owner reads. It is read at each use, so that an
/// edited secret counts at once.
public final class SecretsFile {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path file;

    /// Secrets in `file`, which need not exist yet.
    public SecretsFile(Path file) {
        this.file = file;
    }

    /// The file.
    public Path file() {
        return file;
    }

    /// The secret's text.
    public synchronized Optional<String> find(String id) {
        return Optional.ofNullable(read().get(id));
    }

    /// All secrets by their ids.
    public synchronized Map<String, String> all() {
        return Map.copyOf(read());
    }

    /// Sets a secret.
    public synchronized void put(String id, String value) {
        Map<String, String> secrets = read();
        secrets.put(id, value);
        write(secrets);
    }

    /// The secret's text, made and kept where there is none.
    public synchronized String findOrCreate(String id, Supplier<String> value) {
        Optional<String> present = find(id);
        if (present.isPresent()) {
            return present.get();
        }
        String created = value.get();
        put(id, created);
        return created;
    }

    private Map<String, String> read() {
        if (!Files.exists(file)) {
            return new TreeMap<>();
        }
        try {
            return new TreeMap<>(
                    MAPPER.readValue(
                            PrivateFiles.read(file), new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException e) {
            // The cause quotes the text, which is secret.
            throw new IllegalStateException(
                    file
                            + " is not a JSON object of strings (line "
                            + e.getLocation().getLineNr()
                            + ").");
        }
    }

    private void write(Map<String, String> secrets) {
        try {
            PrivateFiles.write(
                    file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(secrets));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
