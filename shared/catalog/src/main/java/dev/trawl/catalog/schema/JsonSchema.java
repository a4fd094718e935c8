package dev.trawl.catalog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Checks documents by a JSON Schema (2020-12) of the words that ours use; a schema with another
/// word is refused, so that none is passed over. Thread-safe.
///
/// Of `oneOf` and `anyOf` the problems of the branch that fits best are told.
public final class JsonSchema {
    private static final int PROBLEMS_MAX = 50;
    private static final Set<String> NOTES =
            Set.of("$schema", "$id", "$defs", "title", "description");
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private final JsonNode root;

    /// @param root not to be changed afterwards
    public JsonSchema(JsonNode root) {
        this.root = root;
    }

    /// Everything that is wrong, up to a bound; empty for a document that is right.
    public List<SchemaProblem> check(JsonNode document) {
        List<SchemaProblem> problems = check(root, document, "");
        return problems.subList(0, Math.min(PROBLEMS_MAX, problems.size()));
    }

    private List<SchemaProblem> check(JsonNode schema, JsonNode value, String at) {
        List<SchemaProblem> problems = new ArrayList<>();
        schema.properties()
                .forEach(word -> word(schema, word.getKey(), word.getValue(), value, at, problems));
        return problems;
    }

    private void word(
            JsonNode schema,
            String word,
            JsonNode rule,
            JsonNode value,
            String at,
            List<SchemaProblem> problems) {
        switch (word) {
            case "$ref" -> problems.addAll(check(target(rule.asText()), value, at));
            case "type" -> {
                if (!hasType(rule, value)) {
                    problems.add(new SchemaProblem(at, "must be " + types(rule)));
                }
            }
            case "enum" -> {
                if (rule.valueStream().noneMatch(value::equals)) {
                    problems.add(new SchemaProblem(at, "must be one of " + rule));
                }
            }
            case "const" -> {
                if (!rule.equals(value)) {
                    problems.add(new SchemaProblem(at, "must be " + rule));
                }
            }
            case "required" -> required(rule, value, at, problems);
            case "properties" ->
                    rule.properties()
                            .forEach(p -> {
                                if (value.has(p.getKey())) {
                                    problems.addAll(
                                            check(
                                                    p.getValue(),
                                                    value.path(p.getKey()),
                                                    below(at, p.getKey())));
                                }
                            });
            case "additionalProperties" -> others(schema, rule, value, at, problems);
            case "items" -> {
                for (int i = 0; value.isArray() && i < value.size(); i++) {
                    problems.addAll(check(rule, value.path(i), at + "/" + i));
                }
            }
            case "oneOf", "anyOf" -> problems.addAll(best(rule, value, at));
            case "pattern", "minLength", "maxLength" -> text(schema, word, value, at, problems);
            case "minItems", "maxItems", "minimum", "maximum" ->
                    number(word, rule, value, at, problems);
            default -> {
                if (!NOTES.contains(word)) {
                    throw new IllegalStateException("a schema has the unknown word " + word);
                }
            }
        }
    }

    private static void required(
            JsonNode names, JsonNode value, String at, List<SchemaProblem> problems) {
        if (value.isObject()) {
            names.forEach(name -> {
                if (!value.has(name.asText())) {
                    problems.add(new SchemaProblem(at, "must have '" + name.asText() + "'"));
                }
            });
        }
    }

    private void others(
            JsonNode schema, JsonNode rule, JsonNode value, String at, List<SchemaProblem> all) {
        JsonNode known = schema.path("properties");
        value.properties()
                .forEach(p -> {
                    if (known.has(p.getKey())) {
                        return;
                    }
                    String there = below(at, p.getKey());
                    if (rule.isBoolean() && !rule.booleanValue()) {
                        Set<String> names = new TreeSet<>();
                        known.fieldNames().forEachRemaining(names::add);
                        all.add(new SchemaProblem(there, "is no field here; known: " + names));
                    } else if (rule.isObject()) {
                        all.addAll(check(rule, p.getValue(), there));
                    }
                });
    }

    private List<SchemaProblem> best(JsonNode branches, JsonNode value, String at) {
        return branches.valueStream()
                .map(branch -> check(branch, value, at))
                .min(Comparator.comparingInt(List::size))
                .orElse(List.of());
    }

    private static void text(
            JsonNode schema, String word, JsonNode value, String at, List<SchemaProblem> problems) {
        if (!value.isTextual()) {
            return;
        }
        JsonNode rule = schema.path(word);
        String text = value.textValue();
        int length = text.codePointCount(0, text.length());
        switch (word) {
            case "pattern" -> {
                Pattern pattern = PATTERNS.computeIfAbsent(rule.asText(), Pattern::compile);
                if (!pattern.matcher(text).find()) {
                    problems.add(
                            new SchemaProblem(
                                    at, "must match " + rule.asText() + explained(schema)));
                }
            }
            case "minLength" -> {
                if (length < rule.asInt()) {
                    problems.add(new SchemaProblem(at, "must have %s characters".formatted(rule)));
                }
            }
            case "maxLength" -> {
                if (length > rule.asInt()) {
                    problems.add(
                            new SchemaProblem(
                                    at, "must have at most %s characters".formatted(rule)));
                }
            }
            default -> throw new IllegalStateException("no rule of texts: " + word);
        }
    }

    /// What the schema says of the place, for who cannot read patterns.
    private static String explained(JsonNode schema) {
        String text = schema.path("description").asText("");
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    private static void number(
            String word, JsonNode rule, JsonNode value, String at, List<SchemaProblem> problems) {
        boolean isBroken =
                switch (word) {
                    case "minItems" -> value.isArray() && value.size() < rule.asInt();
                    case "maxItems" -> value.isArray() && value.size() > rule.asInt();
                    case "minimum" -> value.isNumber() && value.asDouble() < rule.asDouble();
                    case "maximum" -> value.isNumber() && value.asDouble() > rule.asDouble();
                    default -> throw new IllegalStateException("no rule of numbers: " + word);
                };
        if (isBroken) {
            String bound = word.startsWith("min") ? "at least " : "at most ";
            problems.add(
                    new SchemaProblem(
                            at,
                            word.endsWith("Items")
                                    ? "must have " + bound + rule + " items"
                                    : "must be " + bound + rule));
        }
    }

    private static boolean hasType(JsonNode types, JsonNode value) {
        return types.isArray()
                ? types.valueStream().anyMatch(t -> hasType(t, value))
                : switch (types.asText()) {
                    case "object" -> value.isObject();
                    case "array" -> value.isArray();
                    case "string" -> value.isTextual();
                    case "integer" -> value.isIntegralNumber();
                    case "number" -> value.isNumber();
                    case "boolean" -> value.isBoolean();
                    case "null" -> value.isNull();
                    default -> throw new IllegalStateException("a schema has the type " + types);
                };
    }

    private static String types(JsonNode types) {
        if (types.isArray()) {
            return String.join(" or ", types.valueStream().map(JsonSchema::types).toList());
        }
        return switch (types.asText()) {
            case "object" -> "an object";
            case "array" -> "a list";
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            default -> types.asText();
        };
    }

    private JsonNode target(String reference) {
        JsonNode target = root.at(reference.substring(1));
        if (!reference.startsWith("#") || target.isMissingNode()) {
            throw new IllegalStateException("a schema refers to nothing: " + reference);
        }
        return target;
    }

    private static String below(String at, String name) {
        return at + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
