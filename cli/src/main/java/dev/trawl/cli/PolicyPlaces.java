package dev.trawl.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where in files the rules of policies are.
final class PolicyPlaces {
    private static final Pattern PLACE =
            Pattern.compile(
                    "([a-z]+/[a-z0-9_]+)(?:: (?:rule ([a-z0-9_]+)|spec\\.rules\\[(\\d+)]).*)?");
    private static final Pattern RULE = Pattern.compile("/spec/rules/(\\d+)(/name)?");
    private static final YAMLFactory YAML = new YAMLFactory();

    private final Map<String, String> places = new HashMap<>();

    private PolicyPlaces() {}

    static PolicyPlaces of(List<Path> paths) {
        PolicyPlaces places = new PolicyPlaces();
        for (Path file : Documents.filesOf(paths)) {
            try (JsonParser parser = YAML.createParser(Files.readString(file))) {
                places.read(file, parser);
            } catch (IOException e) {
                // What was read once is read again; should it not be, places are missing, no more.
                return places;
            }
        }
        return places;
    }

    /// `file:line` of what a finding names, as `policy/p: rule r`.
    Optional<String> find(String place) {
        Matcher named = PLACE.matcher(place);
        if (!named.matches()) {
            return Optional.empty();
        }
        String resource = named.group(1);
        if (named.group(2) != null && places.containsKey(resource + " " + named.group(2))) {
            return Optional.ofNullable(places.get(resource + " " + named.group(2)));
        }
        return Optional.ofNullable(
                named.group(3) != null && places.containsKey(resource + "#" + named.group(3))
                        ? places.get(resource + "#" + named.group(3))
                        : places.get(resource));
    }

    private void read(Path file, JsonParser parser) throws IOException {
        Map<String, Integer> lines = new HashMap<>();
        Map<String, String> texts = new HashMap<>();
        int depth = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token.isStructEnd()) {
                depth--;
                if (depth == 0) {
                    note(file, lines, texts);
                    lines.clear();
                    texts.clear();
                }
                continue;
            }
            String pointer =
                    (token.isStructStart()
                                    ? parser.getParsingContext().getParent()
                                    : parser.getParsingContext())
                            .pathAsPointer()
                            .toString();
            lines.putIfAbsent(pointer, parser.currentTokenLocation().getLineNr());
            if (token.isScalarValue()) {
                texts.put(pointer, parser.getText());
            }
            if (token.isStructStart()) {
                depth++;
            }
        }
    }

    private void note(Path file, Map<String, Integer> lines, Map<String, String> texts) {
        String kind = texts.getOrDefault("/kind", texts.getOrDefault("/type", ""));
        String resource = kind.toLowerCase(Locale.ROOT) + "/" + texts.get("/name");
        places.putIfAbsent(resource, at(file, lines.getOrDefault("", 1)));
        lines.forEach((pointer, line) -> {
            Matcher rule = RULE.matcher(pointer);
            if (rule.matches()) {
                String number = rule.group(1);
                String name =
                        texts.getOrDefault(
                                "/spec/rules/" + number + "/name",
                                "rule_" + (Integer.parseInt(number) + 1));
                places.putIfAbsent(resource + "#" + number, at(file, line));
                places.putIfAbsent(resource + " " + name, at(file, line));
            }
        });
    }

    private static String at(Path file, int line) {
        return file + ":" + line;
    }
}
