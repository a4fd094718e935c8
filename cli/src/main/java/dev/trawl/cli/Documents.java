package dev.trawl.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Resources in YAML: a file may hold several, a folder many files.
public final class Documents {

    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Documents() {}

    /// What a file, or standard input, holds.
    record Text(String name, String text) {}

    /// All documents of the files, and of the folders' files in order of name.
    public static List<JsonNode> read(List<Path> paths) {
        return parse(texts(paths));
    }

    /// The files, and the folders' files in order of name.
    static List<Text> texts(List<Path> paths) {
        List<Text> texts = new ArrayList<>();
        for (Path path : paths) {
            if (path.toString().equals("-")) {
                texts.add(new Text("standard input", standardInput()));
                continue;
            }
            for (Path file : files(path)) {
                texts.add(new Text(file.toString(), text(file)));
            }
        }
        return texts;
    }

    /// Their documents; of a list its members.
    static List<JsonNode> parse(List<Text> texts) {
        return texts.stream().flatMap(text -> parse(text).stream()).toList();
    }

    /// The files themselves, without standard input.
    static List<Path> filesOf(List<Path> paths) {
        return paths.stream()
                .filter(path -> !path.toString().equals("-"))
                .flatMap(path -> files(path).stream())
                .toList();
    }

    static String yaml(JsonNode node) {
        try {
            return YAML.writeValueAsString(node).stripTrailing();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String json(JsonNode node) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            Objects.requireNonNull(file.getFileName())
                                    .toString()
                                    .matches(".*\\.(ya?ml|json)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ".", e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException("There is no " + file + ".", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
    }

    private static String standardInput() {
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read standard input.", e);
        }
    }

    private static List<JsonNode> parse(Text text) {
        List<JsonNode> found = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text.text())) {
            for (JsonNode document : documents.readAll()) {
                if (document.isArray()) {
                    document.forEach(found::add);
                } else if (!isEmpty(document)) {
                    found.add(document);
                }
            }
        } catch (JsonProcessingException e) {
            throw new CommandException(YamlProblem.of(text.name(), e));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + text.name() + ".", e);
        }
        if (!found.stream().allMatch(JsonNode::isObject)) {
            throw new CommandException(
                    text.name() + " holds something that is no resource, which has kind and name.");
        }
        return found;
    }

    /// Nothing stands between two separators, or behind the last.
    private static boolean isEmpty(JsonNode document) {
        return document.isNull()
                || document.isMissingNode()
                || document.isTextual() && document.textValue().isBlank();
    }
}
