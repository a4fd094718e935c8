package dev.trawl.policy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which claims a set of rules may read: rather one too many than one too few. Thread-safe.
final class ClaimUse {
    /// `principal` itself, an element with a computed name, a macro over it, or an escape.
    private static final Pattern ANY_CLAIM =
            Pattern.compile(
                    "\\bprincipal\\b(?!\\s*\\.\\s*\\w+(?!\\s*\\()\\b|\\s*\\[\\s*['\"])|\\\\");

    private static final Pattern ADDRESS = Pattern.compile("\\bip\\b");

    private static final int NAMES_MAX = 10_000;

    private final String texts;
    private final boolean isAny;
    private final boolean readsAddress;
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    ClaimUse(List<Rule> rules) {
        List<String> conditions =
                rules.stream().flatMap(r -> r.conditions().stream()).map(Condition::text).toList();
        this.readsAddress =
                rules.stream().anyMatch(r -> !r.locations().networks().isEmpty())
                        || conditions.stream().anyMatch(c -> ADDRESS.matcher(c).find());
        this.isAny = conditions.stream().anyMatch(c -> ANY_CLAIM.matcher(c).find());
        this.texts =
                Stream.concat(conditions.stream(), rules.stream().flatMap(ClaimUse::others))
                        .distinct()
                        .collect(Collectors.joining("\n"));
    }

    private static Stream<String> others(Rule rule) {
        return Stream.concat(
                Stream.concat(
                        rule.subjects().claims().keySet().stream(),
                        rule.locations().countries().isEmpty()
                                ? Stream.empty()
                                : Stream.of(LocationSelector.COUNTRY)),
                Stream.of(rule.rowFilter(), rule.mandatoryFilter())
                        .flatMap(Stream::ofNullable)
                        .map(FilterText::sql));
    }

    /// Whether decisions may depend on the caller's address.
    boolean mayReadAddress() {
        return readsAddress;
    }

    boolean mayRead(String claim) {
        if (isAny || claim.equals(LocationSelector.COUNTRY) && texts.contains("location")) {
            return true;
        }
        if (known.size() > NAMES_MAX) {
            return texts.contains(claim);
        }
        return known.computeIfAbsent(claim, texts::contains);
    }
}
