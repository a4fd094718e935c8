package dev.trawl.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads which resources, columns and subjects a rule is about.
final class SelectorParser {
    private static final int LIST_MAX = 500;
    private static final int PATTERN_MAX = 400;
    private static final Glob ANYTHING = new Glob("*");
    private static final Pattern OLD_ADDRESS =
            Pattern.compile(
                    "(?:urn:dataos:depot:|dataos://)([^:/]+)(?:[:]([^:/]+))?(?:[:/]([^:/]+))?");

    List<ResourceSelector> resources(Spec rule) {
        List<ResourceSelector> selectors = new ArrayList<>();
        if (rule.field("resource").exists()) {
            selectors.addAll(resource(rule.field("resource")));
        }
        for (Spec item : rule.field("resources").items(LIST_MAX)) {
            selectors.addAll(resource(item));
        }
        if (!rule.field("resource").exists() && !rule.field("resources").exists()) {
            rule.field("resources").problem("is missing: say which datasets the rule is about");
        }
        return selectors;
    }

    /// The selectors of one entry; several where it lists several tables.
    private List<ResourceSelector> resource(Spec spec) {
        if (spec.isText()) {
            return spec.text(PATTERN_MAX)
                    .flatMap(text -> spec.checked(_ -> new Glob(pattern(text))))
                    .map(glob -> tables(List.of(glob), List.of()))
                    .orElse(List.of());
        }
        spec.allow(Set.of("table", "tables", "tags", "kind", "name"));
        if (spec.field("kind").exists()) {
            Glob name = glob(spec.field("name")).orElse(ANYTHING);
            return glob(spec.field("kind"))
                    .<List<ResourceSelector>>map(
                            kind -> List.of(new ResourceSelector.Declared(kind, name)))
                    .orElse(List.of());
        }
        List<Glob> names = new ArrayList<>(globs(spec.field("tables")));
        glob(spec.field("table")).ifPresent(names::add);
        if (!spec.field("table").exists() && !spec.field("tables").exists()) {
            if (!spec.field("tags").exists()) {
                spec.problem("names neither a table, nor tags, nor a kind");
                return List.of();
            }
            names.add(ANYTHING);
        }
        return tables(names, globs(spec.field("tags")));
    }

    private static List<ResourceSelector> tables(List<Glob> names, List<Glob> tags) {
        return names.stream()
                .<ResourceSelector>map(name -> new ResourceSelector.Tables(name, tags))
                .toList();
    }

    /// An address of older policies names a source, perhaps a schema, perhaps a table.
    private static String pattern(String text) {
        Matcher old = OLD_ADDRESS.matcher(text);
        if (!old.matches()) {
            return text;
        }
        return old.group(1)
                + "."
                + Optional.ofNullable(old.group(2)).orElse("*")
                + "."
                + Optional.ofNullable(old.group(3)).orElse("*");
    }

    ColumnSelector columns(Spec spec) {
        spec.allow(Set.of("include", "tags", "exclude", "excludeTags"));
        List<Glob> include = globs(spec.field("include"));
        List<Glob> tags = globs(spec.field("tags"));
        if (!spec.field("include").exists() && !spec.field("tags").exists()) {
            include = List.of(new Glob("*"));
        }
        return new ColumnSelector(
                include, tags, globs(spec.field("exclude")), globs(spec.field("excludeTags")));
    }

    SubjectSelector subjects(Spec spec) {
        Set<String> groups = new HashSet<>();
        Set<String> users = new HashSet<>();
        if (spec.isList()) {
            for (String text : spec.texts(LIST_MAX)) {
                if (text.startsWith("user:")) {
                    users.add(text.substring("user:".length()));
                } else {
                    groups.add(
                            text.startsWith("group:") ? text.substring("group:".length()) : text);
                }
            }
            return new SubjectSelector(false, groups, users, Map.of());
        }
        spec.allow(Set.of("any", "groups", "users", "claims"));
        groups.addAll(spec.field("groups").texts(LIST_MAX));
        users.addAll(spec.field("users").texts(LIST_MAX));
        for (Spec user : spec.field("users").items(LIST_MAX)) {
            if (user.isText() && user.text(1100).filter(u -> u.indexOf('|') < 0).isPresent()) {
                user.problem("a user is named issuer|subject");
            }
        }
        Map<String, Set<String>> claims = new HashMap<>();
        spec.field("claims")
                .entries()
                .forEach((name, values) -> claims.put(name, Set.copyOf(values.texts(LIST_MAX))));
        return new SubjectSelector(spec.field("any").flag(), groups, users, claims);
    }

    /// Networks as a list, or networks and countries.
    LocationSelector locations(Spec spec) {
        if (!spec.exists()) {
            return LocationSelector.ANYWHERE;
        }
        if (spec.isList()) {
            return given(spec, new LocationSelector(networks(spec), Set.of()));
        }
        spec.allow(Set.of("networks", "countries"));
        Set<String> countries = new HashSet<>();
        for (Spec item : spec.field("countries").items(LIST_MAX)) {
            // Without quotes the NO of Norway is YAML's word for false.
            String country = item.isText() ? item.text(PATTERN_MAX).orElse("") : "";
            if (!country.matches("[A-Z]{2}")) {
                item.problem("a country is two capitals in quotes, as \"NO\"");
            }
            countries.add(country);
        }
        return given(spec, new LocationSelector(networks(spec.field("networks")), countries));
    }

    /// A selector of nothing would hold everywhere, which is hardly meant.
    private static LocationSelector given(Spec spec, LocationSelector selector) {
        if (selector.isAnywhere()) {
            spec.problem("names neither networks nor countries");
        }
        return selector;
    }

    private static List<Network> networks(Spec spec) {
        return spec.items(LIST_MAX).stream()
                .flatMap(item ->
                        item.text(PATTERN_MAX).stream()
                                .flatMap(t -> item.checked(_ -> Network.parse(t)).stream()))
                .toList();
    }

    private static Optional<Glob> glob(Spec spec) {
        return spec.text(PATTERN_MAX).flatMap(text -> spec.checked(_ -> new Glob(text)));
    }

    static List<Glob> globs(Spec spec) {
        return spec.items(LIST_MAX).stream().flatMap(item -> glob(item).stream()).toList();
    }
}
