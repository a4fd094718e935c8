package dev.trawl.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.protocol.Mask;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A rule as the generator means it; {@link #spec} writes it in the policy language.
///
/// @param groups empty for anyone
/// @param place whether the request comes from where the rule is for
/// @param columns absent for all
record GeneratedRule(
        String name,
        Effect effect,
        List<String> groups,
        Truth condition,
        Truth place,
        @Nullable List<String> columns,
        @Nullable Atom filter,
        @Nullable Atom mandatory,
        List<GeneratedMask> masks) {
    record GeneratedMask(String column, Mask mask, int priority) {}

    enum Truth {
        TRUE("principal.department == 'ops'"),
        FALSE("principal.department == 'hr'"),
        UNKNOWN("principal.missing == 'x'");

        private final String text;

        Truth(String text) {
            this.text = text;
        }
    }

    /// What a filter says of a row, one by one.
    enum Atom {
        FIXED("origin = 'OSL'"),
        STATION("origin = principal.station"),
        STATIONS("origin = principal.stations"),
        CHEAP("fare < 10"),
        ELSEWHERE("NOT origin = 'OSL'"),
        UNPLACED("origin IS NULL"),
        EITHER("fare < 10 OR origin = 'BGO'"),
        MISSING("origin = principal.missing");

        private final String sql;

        Atom(String sql) {
            this.sql = sql;
        }

        /// True, false, or nothing for NULL and for a missing attribute.
        @Nullable Boolean of(@Nullable String origin, @Nullable Long fare) {
            return switch (this) {
                case FIXED, STATION -> origin == null ? null : origin.equals("OSL");
                case STATIONS -> origin == null ? null : List.of("OSL", "BGO").contains(origin);
                case CHEAP -> fare == null ? null : fare < 10;
                case ELSEWHERE -> origin == null ? null : !origin.equals("OSL");
                case UNPLACED -> origin == null;
                case EITHER -> {
                    if (fare != null && fare < 10 || "BGO".equals(origin)) {
                        yield true;
                    }
                    yield fare == null || origin == null ? null : false;
                }
                case MISSING -> null;
            };
        }
    }

    private static final List<String> COLUMNS =
            List.of("id", "origin", "email", "fare", "photo", "notes");
    private static final List<Mask> MASKS =
            List.of(
                    new Mask.Null(),
                    new Mask.Redact("x"),
                    new Mask.Redact("y"),
                    new Mask.Hash("person"),
                    new Mask.Partial(1, 0, "*"),
                    new Mask.Partial(2, 2, "*"),
                    new Mask.RandPattern("##"),
                    new Mask.RegexReplace("[a-z]", "-"),
                    new Mask.BucketNumber(List.of(BigDecimal.ZERO)),
                    new Mask.BucketNumber(List.of(BigDecimal.ZERO, BigDecimal.TEN)),
                    new Mask.PassThrough());

    static GeneratedRule any(Random random, int number) {
        Effect effect =
                switch (random.nextInt(10)) {
                    case 0 -> Effect.DENY;
                    case 1, 2, 3 -> Effect.RESTRICT;
                    default -> Effect.ALLOW;
                };
        boolean isDeny = effect == Effect.DENY;
        return new GeneratedRule(
                "r" + number,
                effect,
                random.nextInt(3) == 0 ? List.of(pick(random, List.of("ops", "hr"))) : List.of(),
                random.nextInt(4) == 0 ? pick(random, List.of(Truth.values())) : Truth.TRUE,
                random.nextInt(6) == 0 ? pick(random, List.of(Truth.values())) : Truth.TRUE,
                effect == Effect.RESTRICT || !isDeny && random.nextBoolean() ? null : some(random),
                isDeny || random.nextBoolean() ? null : pick(random, List.of(Atom.values())),
                isDeny || random.nextInt(8) > 0 ? null : pick(random, List.of(Atom.values())),
                isDeny
                        ? List.of()
                        : IntStream.range(0, random.nextInt(4))
                                .mapToObj(_ -> mask(random, effect))
                                .toList());
    }

    /// Both of condition and place, as three-valued logic has it.
    Truth holds() {
        if (condition == Truth.FALSE || place == Truth.FALSE) {
            return Truth.FALSE;
        }
        return condition == Truth.UNKNOWN || place == Truth.UNKNOWN ? Truth.UNKNOWN : Truth.TRUE;
    }

    GeneratedRule withoutExemptions() {
        return new GeneratedRule(
                name,
                effect,
                groups,
                condition,
                place,
                columns,
                filter,
                mandatory,
                masks.stream().filter(m -> !(m.mask() instanceof Mask.PassThrough)).toList());
    }

    /// For fewer requests or rows.
    GeneratedRule narrowed(Random random) {
        return new GeneratedRule(
                name,
                effect,
                groups.isEmpty() ? List.of("ops") : groups,
                condition,
                place,
                columns == null && effect != Effect.RESTRICT ? some(random) : columns,
                filter == null && effect != Effect.DENY
                        ? pick(random, List.of(Atom.values()))
                        : filter,
                mandatory,
                masks);
    }

    /// With what the other restricts, too.
    GeneratedRule with(GeneratedRule other) {
        if (effect == Effect.DENY || other.effect == Effect.DENY) {
            return this;
        }
        List<GeneratedMask> all = new java.util.ArrayList<>(masks);
        other.masks.stream()
                .filter(m -> effect != Effect.RESTRICT || !(m.mask() instanceof Mask.PassThrough))
                .forEach(all::add);
        return new GeneratedRule(
                name,
                effect,
                groups,
                condition,
                place,
                columns,
                filter,
                mandatory == null ? other.mandatory : mandatory,
                all);
    }

    private static GeneratedMask mask(Random random, Effect effect) {
        int kinds = effect == Effect.RESTRICT ? MASKS.size() - 1 : MASKS.size();
        return new GeneratedMask(
                pick(random, COLUMNS), MASKS.get(random.nextInt(kinds)), 1 + random.nextInt(3));
    }

    private static List<String> some(Random random) {
        return COLUMNS.stream().filter(_ -> random.nextInt(3) > 0).toList();
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    ObjectNode spec() {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.put("name", name);
        spec.put("effect", effect.name().toLowerCase(Locale.ROOT));
        spec.putArray("resources").add("bookings.*");
        ObjectNode subjects = spec.putObject("subjects");
        subjects.put("any", groups.isEmpty());
        groups.forEach(subjects.putArray("groups")::add);
        spec.put("condition", condition.text);
        ObjectNode locations = spec.putObject("locations");
        switch (place) {
            case TRUE -> locations.putArray("networks").add("10.0.0.0/8");
            case FALSE -> locations.putArray("networks").add("192.168.0.0/16");
            case UNKNOWN -> locations.putArray("countries").add("NO");
        }
        if (columns != null) {
            columns.forEach(spec.putObject("columns").putArray("include")::add);
        }
        if (filter != null) {
            spec.put("rowFilter", filter.sql);
        }
        if (mandatory != null) {
            spec.put("mandatoryFilter", mandatory.sql);
        }
        if (!masks.isEmpty()) {
            ArrayNode list = spec.putArray("masks");
            masks.forEach(m -> list.add(spec(m)));
        }
        return spec;
    }

    private static ObjectNode spec(GeneratedMask mask) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.putArray("columns").add(mask.column());
        spec.put("priority", mask.priority());
        ObjectNode type = spec.putObject("mask");
        switch (mask.mask()) {
            case Mask.Null _ -> type.put("type", "null");
            case Mask.Redact redact ->
                    type.put("type", "redact").put("replacement", redact.replacement());
            case Mask.Hash hash -> type.put("type", "hash").put("domain", hash.domain());
            case Mask.Partial partial ->
                    type.put("type", "partial")
                            .put("first", partial.first())
                            .put("last", partial.last());
            case Mask.BucketNumber buckets -> {
                ArrayNode bounds = type.put("type", "bucket_number").putArray("buckets");
                buckets.bounds().forEach(bounds::add);
            }
            case Mask.RegexReplace regex ->
                    type.put("type", "regex_replace")
                            .put("pattern", regex.pattern())
                            .put("replacement", regex.replacement());
            case Mask.RandPattern random ->
                    type.put("type", "rand_pattern").put("pattern", random.pattern());
            case Mask.BucketDate bucket ->
                    type.put("type", "bucket_date")
                            .put("precision", bucket.unit().name().toLowerCase(Locale.ROOT));
            case Mask.PassThrough _ -> type.put("type", "pass_through");
        }
        return spec;
    }
}
