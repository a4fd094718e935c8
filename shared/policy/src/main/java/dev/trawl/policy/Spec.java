package dev.trawl.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.trawl.auth.Claim;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A place in a resource that is read strictly: what is wrong is noted and reading goes on, so that
/// one apply tells all problems.
final class Spec {
    private static final int NAME_MAX = 400;

    private final JsonNode node;
    private final String place;
    private final List<Problem> problems;

    private Spec(JsonNode node, String place, List<Problem> problems) {
        this.node = node;
        this.place = place;
        this.problems = problems;
    }

    static Spec of(PolicyResource resource, List<Problem> problems) {
        return of(resource.spec(), resource.place() + ": spec", problems);
    }

    static Spec of(JsonNode node, String place, List<Problem> problems) {
        return new Spec(node, place, problems);
    }

    /// An object without fields in the same place.
    static Spec empty(Spec spec) {
        return new Spec(JsonNodeFactory.instance.objectNode(), spec.place, spec.problems);
    }

    void problem(String message) {
        problems.add(new Problem(place, message));
    }

    boolean exists() {
        return !node.isMissingNode() && !node.isNull();
    }

    boolean isText() {
        return node.isTextual();
    }

    boolean isList() {
        return node.isArray();
    }

    /// Notes fields that are none of these.
    void allow(Set<String> fields) {
        if (!node.isObject()) {
            problem("an object was expected");
            return;
        }
        node.fieldNames()
                .forEachRemaining(name -> {
                    if (!fields.contains(name)) {
                        problem(
                                "there is no field '%s', only %s%s"
                                        .formatted(
                                                name,
                                                fields.stream().sorted().toList(),
                                                Nearest.of(name, fields)
                                                        .map("; is '%s' meant?"::formatted)
                                                        .orElse("")));
                    }
                });
    }

    Spec field(String name) {
        JsonNode field = node.isObject() ? node.path(name) : MissingNode.getInstance();
        return new Spec(field, place + "." + name, problems);
    }

    /// Elements of a list of at most `max`; none if it is absent.
    List<Spec> items(int max) {
        if (!exists()) {
            return List.of();
        }
        if (!node.isArray()) {
            problem("a list was expected");
            return List.of();
        }
        if (node.size() > max) {
            problem("has %d elements, the limit is %d".formatted(node.size(), max));
            return List.of();
        }
        List<Spec> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new Spec(node.get(i), place + "[" + i + "]", problems));
        }
        return items;
    }

    Map<String, Spec> entries() {
        Map<String, Spec> entries = new LinkedHashMap<>();
        if (!exists()) {
            return entries;
        }
        if (!node.isObject()) {
            problem("an object was expected");
            return entries;
        }
        node.fieldNames().forEachRemaining(name -> entries.put(name, field(name)));
        return entries;
    }

    Optional<String> text(int max) {
        if (!exists()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            problem("a text was expected");
            return Optional.empty();
        }
        if (node.textValue().length() > max) {
            problem("has %d characters, the limit is %d".formatted(node.textValue().length(), max));
            return Optional.empty();
        }
        return Optional.of(node.textValue());
    }

    List<String> texts(int max) {
        return items(max).stream().flatMap(item -> item.text(NAME_MAX).stream()).toList();
    }

    /// A text, number, flag or list of texts.
    Optional<Claim> claim(int max) {
        return switch (node.getNodeType()) {
            case ARRAY -> Optional.of(new Claim.Texts(texts(max)));
            case NUMBER -> Optional.of(new Claim.Numeric(node.decimalValue()));
            case BOOLEAN -> Optional.of(new Claim.Flag(node.booleanValue()));
            case STRING -> text(NAME_MAX).map(Claim.Text::new);
            case BINARY, MISSING, NULL, OBJECT, POJO -> {
                problem("a claim is a text, a number, a flag or a list of texts");
                yield Optional.empty();
            }
        };
    }

    /// The text of a text, number or flag; null for null.
    @Nullable String scalar() {
        if (node.isContainerNode()) {
            problem("a text, a number, a flag or null was expected");
            return null;
        }
        return exists() ? node.asText() : null;
    }

    boolean flag() {
        if (exists() && !node.isBoolean()) {
            problem("true or false was expected");
        }
        return node.asBoolean(false);
    }

    int integer(int otherwise) {
        if (!exists()) {
            return otherwise;
        }
        if (!node.canConvertToInt() || !node.isIntegralNumber()) {
            problem("an integer was expected");
            return otherwise;
        }
        return node.intValue();
    }

    Optional<Long> number() {
        if (!exists()) {
            return Optional.empty();
        }
        if (!node.canConvertToLong() || !node.isIntegralNumber()) {
            problem("an integer was expected");
            return Optional.empty();
        }
        return Optional.of(node.longValue());
    }

    /// Itself; its absence is noted.
    Spec required() {
        if (!exists()) {
            problem("is missing");
        }
        return this;
    }

    List<BigDecimal> numbers(int max) {
        List<BigDecimal> numbers = new ArrayList<>();
        for (Spec item : items(max)) {
            if (item.node.isNumber()) {
                numbers.add(item.node.decimalValue());
            } else {
                item.problem("a number was expected");
            }
        }
        return numbers;
    }

    /// One of the enum's names in lower case.
    <E extends Enum<E>> Optional<E> choice(E[] values) {
        Optional<String> text = text(NAME_MAX);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        for (E value : values) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text.get())) {
                return Optional.of(value);
            }
        }
        problem(
                "'%s' is none of %s"
                        .formatted(
                                text.get(),
                                java.util.Arrays.stream(values)
                                        .map(v -> v.name().toLowerCase(Locale.ROOT))
                                        .toList()));
        return Optional.empty();
    }

    /// What `build` makes; its refusal is noted.
    <T> Optional<T> checked(Function<Spec, T> build) {
        try {
            return Optional.of(build.apply(this));
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
