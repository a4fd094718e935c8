package dev.trawl.policy;

import dev.trawl.protocol.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rates that count nothing, that let nothing out, that contradict their rule, or that are never
/// reached since another rule stops everybody before.
final class RateLint {
    private static final Set<Action> COUNTED =
            EnumSet.of(Action.READ, Action.EXPORT, Action.SUBSCRIBE);

    /// An answer of one column and one row has more, for it says what the column is.
    private static final long BYTES_MIN = 200;

    private final List<Rule> rules;
    private final Function<Rule, Set<String>> targets;

    /// @param targets names of what a rule selects
    RateLint(List<Rule> rules, Function<Rule, Set<String>> targets) {
        this.rules = rules;
        this.targets = targets;
    }

    /// @param message what is wrong with it
    /// @param advice what to do about it
    record Doubt(String message, String advice) {}

    List<Doubt> check(Rule rule) {
        RateRule rate = rule.rate();
        if (rate == null || targets.apply(rule).isEmpty()) {
            return List.of();
        }
        if (Collections.disjoint(rule.actions(), COUNTED)) {
            return List.of(
                    new Doubt(
                            "its rate counts nothing: only read, export and subscribe are counted",
                            "add one of them to its actions, or remove the rate"));
        }
        if (rules.stream().noneMatch(other -> lets(other, rule))) {
            return List.of(
                    new Doubt(
                            "its rate counts nothing: no rule allows to read what it selects",
                            "look at the rules that allow, or remove the rate"));
        }
        List<Doubt> doubts = new ArrayList<>();
        if (rate.bytes() != null && rate.bytes() < BYTES_MIN) {
            doubts.add(
                    new Doubt(
                            "its rate lets nothing out: an answer of one row has more than %s"
                                    .formatted(words(rate.bytes(), "byte")),
                            "raise bytes"));
        }
        if (rate.rows() != null && rule.rowsMax() != null && rule.rowsMax() > rate.rows()) {
            doubts.add(
                    new Doubt(
                            "it allows answers of %s, of which its rate lets out %d"
                                    .formatted(words(rule.rowsMax(), "row"), rate.rows()),
                            "lower maxRows, or raise rows of the rate"));
        }
        rules.stream()
                .filter(other -> isStopped(rule, other))
                .flatMap(other -> unreached(rule, rate, other))
                .forEach(doubts::add);
        return doubts;
    }

    /// Whether it lets anybody read something that the rule selects.
    private boolean lets(Rule other, Rule rule) {
        return other.effect() == Effect.ALLOW
                && !Collections.disjoint(other.actions(), counted(rule.actions()))
                && !Collections.disjoint(targets.apply(other), targets.apply(rule));
    }

    private static List<Action> counted(Collection<Action> actions) {
        return actions.stream().filter(COUNTED::contains).toList();
    }

    /// Whether all that counts under the rule counts under the other one, too.
    private boolean isStopped(Rule rule, Rule other) {
        return !other.id().equals(rule.id())
                && other.rate() != null
                && RuleCover.covers(other, rule, targets);
    }

    /// What of a rate another one does not let anybody reach. Of two that say the same, one is
    /// told.
    private Stream<Doubt> unreached(Rule rule, RateRule rate, Rule by) {
        RateRule other = by.rate();
        if (other == null
                || rate.equals(other)
                        && RuleCover.covers(rule, by, targets)
                        && rule.id().compareTo(by.id()) < 0) {
            return Stream.empty();
        }
        return Stream.of(
                        unreached(number(rate), number(other), rate, other, "request"),
                        unreached(rate.rows(), other.rows(), rate, other, "row"),
                        unreached(rate.bytes(), other.bytes(), rate, other, "byte"))
                .filter(text -> !text.isEmpty())
                .map(text ->
                        new Doubt(
                                text.formatted(by.id()),
                                "remove it, or lower it below what that rule lets out"));
    }

    private static @Nullable Long number(RateRule rate) {
        Integer requests = rate.requests();
        return requests == null ? null : Long.valueOf(requests);
    }

    /// Periods lie within each other: an hour of the one is sixty minutes of the other.
    ///
    /// @return with a place for the name of the other rule; empty if it may be reached
    private static String unreached(
            @Nullable Long own, @Nullable Long theirs, RateRule rate, RateRule other, String what) {
        if (own == null || theirs == null) {
            return "";
        }
        Duration length = rate.per().length();
        long periods = Math.max(1, length.dividedBy(other.per().length()));
        return theirs > own / periods
                ? ""
                : "its rate of %s is never reached: rule %%s lets out at most %s"
                        .formatted(
                                words(own, what) + " per " + rate.per().text(),
                                words(theirs, what) + " per " + other.per().text());
    }

    private static String words(long number, String what) {
        return "%d %s%s".formatted(number, what, number == 1 ? "" : "s");
    }
}
