package dev.trawl.policy;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.protocol.Mask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What compiles and yet is hardly meant: rules that select nothing, that contradict themselves or
/// that another rule makes pointless, masks that show nothing or everything, rates that are never
/// reached, pseudonyms next to their values. It judges by the catalog as it is; a finding is no
/// proof, silence neither.
public final class PolicyLint {
    private final List<Rule> rules;
    private final CatalogSnapshot catalog;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, List<Target>> targets = new HashMap<>();
    private final Map<String, Set<String>> names = new HashMap<>();

    private PolicyLint(List<Rule> rules, CatalogSnapshot catalog, Instant now) {
        this.rules = rules;
        this.catalog = catalog;
        this.now = now;
    }

    /// All findings, in order of their text: what would be refused, or else what is doubtful.
    ///
    /// @param now by which it is judged whose time is over
    public static List<Finding> check(
            List<PolicyResource> resources,
            CatalogSnapshot catalog,
            FilterCompiler filters,
            Instant now) {
        return switch (new PolicyCompiler(filters).compile(resources, catalog)) {
            case PolicyCompiler.Rejected(List<Problem> problems) ->
                    problems.stream()
                            .map(p ->
                                    new Finding(Finding.Severity.ERROR, p.place(), p.message(), ""))
                            .sorted()
                            .toList();
            case PolicyCompiler.Compiled(PolicySet policies) -> doubts(policies, catalog, now);
        };
    }

    /// What is doubtful in policies that compile, in order of the text.
    static List<Finding> doubts(PolicySet policies, CatalogSnapshot catalog, Instant now) {
        PolicyLint lint = new PolicyLint(policies.rules(), catalog, now);
        lint.rules.forEach(lint::check);
        lint.findings.addAll(PseudonymLint.check(policies, catalog));
        return lint.findings.stream().distinct().sorted().toList();
    }

    private void check(Rule rule) {
        List<Target> targets = targets(rule);
        if (targets.isEmpty() && rule.resources().stream().noneMatch(PolicyLint::isDeclared)) {
            warn(rule, "selects no dataset of the catalog, so it never matches", nearest(rule));
            return;
        }
        if (rule.subjects().isNobody()) {
            warn(rule, "is for nobody, so it never matches", "name groups, users or claims");
        }
        Contradictions.of(rule.conditions(), now)
                .ifPresent(text -> warn(rule, "never matches: " + text, "use || or two rules"));
        Stream.of("rowFilter", "mandatoryFilter").forEach(field -> checkFilter(rule, field));
        List<CatalogTable> tables =
                targets.stream().flatMap(t -> Stream.ofNullable(t.columns())).toList();
        rule.masks().forEach(mask -> check(rule, mask, tables));
        checkOrder(rule, tables);
        checkDimensions(rule, tables);
        new RateLint(rules, this::names)
                .check(rule)
                .forEach(doubt -> warn(rule, doubt.message(), doubt.advice()));
        for (Rule other : rules) {
            if (!other.id().equals(rule.id()) && RuleCover.covers(other, rule, this::names)) {
                checkCovered(rule, other);
            }
        }
    }

    private void checkCovered(Rule rule, Rule by) {
        if (rule.effect() == Effect.ALLOW && RuleCover.deniesAll(by)) {
            warn(rule, "never allows anything: rule %s denies all of it".formatted(by.id()), "");
        }
        boolean isTwin = RuleCover.covers(rule, by, this::names);
        if (rule.effect() == Effect.ALLOW
                && RuleCover.allowsAll(by)
                && RuleCover.addsNothingButAccess(rule)
                && !(isTwin && RuleCover.allowsAll(rule) && rule.id().compareTo(by.id()) < 0)) {
            warn(
                    rule,
                    "is pointless: rule %s allows all of it".formatted(by.id()),
                    "remove one of them");
        }
    }

    private void check(Rule rule, MaskRule mask, List<CatalogTable> tables) {
        List<CatalogColumn> columns =
                tables.stream()
                        .flatMap(t -> t.columns().stream())
                        .filter(mask.columns()::matches)
                        .toList();
        if (columns.isEmpty() && !tables.isEmpty()) {
            warn(
                    rule,
                    "the mask %s is for no column of its datasets"
                            .formatted(Mask.name(mask.mask())),
                    "look at names and tags of columns");
        }
        Set<String> unfit =
                columns.stream()
                        .filter(c -> !Mask.fits(mask.mask(), c.type()))
                        .map(c -> "%s (%s)".formatted(c.name(), c.type().text()))
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!unfit.isEmpty()) {
            warn(
                    rule,
                    "the mask %s does not fit %s, which it shows as NULL"
                            .formatted(Mask.name(mask.mask()), String.join(", ", unfit)),
                    "use another mask, or null");
        }
        if (mask.mask() instanceof Mask.BucketDate(Mask.BucketDate.Unit unit)
                && unit == Mask.BucketDate.Unit.DAY
                && columns.stream().anyMatch(c -> c.type() == dev.trawl.plan.Type.Simple.DATE)) {
            warn(rule, "bucket_date by day shows dates as they are", "use week or month");
        }
    }

    private void checkFilter(Rule rule, String field) {
        FilterText filter = field.equals("rowFilter") ? rule.rowFilter() : rule.mandatoryFilter();
        if (filter != null) {
            Contradictions.of(filter.sql())
                    .ifPresent(text ->
                            warn(
                                    rule,
                                    "its %s admits no row: %s".formatted(field, text),
                                    "use or, or two rules"));
        }
    }

    /// A mask whose columns all have another mask of the rule that goes before it.
    private void checkOrder(Rule rule, List<CatalogTable> tables) {
        List<CatalogColumn> columns = tables.stream().flatMap(t -> t.columns().stream()).toList();
        for (MaskRule mask : rule.masks()) {
            List<CatalogColumn> own = columns.stream().filter(mask.columns()::matches).toList();
            rule.masks().stream()
                    .filter(other -> MaskRule.PRECEDENCE.compare(other, mask) < 0)
                    .filter(other -> own.stream().allMatch(other.columns()::matches))
                    .findFirst()
                    .filter(_ -> !own.isEmpty())
                    .ifPresent(other ->
                            warn(
                                    rule,
                                    "the mask %s is pointless: the mask %s goes before it for all its columns"
                                            .formatted(
                                                    Mask.name(mask.mask()),
                                                    Mask.name(other.mask())),
                                    "remove it, or give it a lower priority number"));
        }
    }

    private void checkDimensions(Rule rule, List<CatalogTable> tables) {
        AggregateRule aggregates = rule.aggregateOnly();
        if (aggregates == null) {
            return;
        }
        for (String dimension : aggregates.dimensions()) {
            if (tables.stream().noneMatch(t -> t.column(dimension).isPresent())) {
                warn(
                        rule,
                        "no dataset of it has the dimension '%s'".formatted(dimension),
                        "columns are named exactly");
            }
        }
    }

    private List<Target> targets(Rule rule) {
        return targets.computeIfAbsent(rule.id(), _ -> selected(rule));
    }

    private Set<String> names(Rule rule) {
        return names.computeIfAbsent(
                rule.id(),
                _ -> targets(rule).stream().map(Target::name).collect(Collectors.toSet()));
    }

    private List<Target> selected(Rule rule) {
        return Stream.concat(
                        catalog.tables().values().stream().map(Target::of),
                        catalog.views().values().stream().map(Target::of))
                .filter(t -> rule.resources().stream().anyMatch(t::isSelectedBy))
                .toList();
    }

    private static boolean isDeclared(ResourceSelector selector) {
        return selector instanceof ResourceSelector.Declared;
    }

    /// The dataset whose name is most like one that the rule has.
    private String nearest(Rule rule) {
        List<String> names =
                Stream.concat(catalog.tables().keySet().stream(), catalog.views().keySet().stream())
                        .map(Object::toString)
                        .toList();
        return rule.resources().stream()
                .flatMap(r ->
                        r instanceof ResourceSelector.Tables t
                                ? Nearest.of(t.table().pattern(), names).stream()
                                : Stream.empty())
                .findFirst()
                .map("is %s meant?"::formatted)
                .orElse("look at names and tags of datasets");
    }

    private void warn(Rule rule, String message, String advice) {
        findings.add(
                new Finding(
                        Finding.Severity.WARNING,
                        "policy/%s: rule %s".formatted(rule.policy(), rule.name()),
                        message,
                        advice));
    }
}
