package dev.trawl.fleettests;

import dev.trawl.testkit.fuzz.Choices;
import java.util.ArrayList;
import java.util.List;

/// Random queries over the tables of {@link HiddenWorld} that try to tell what is hidden: by
/// errors, counts, orders, joins, subqueries. Their answers are determined. The same choices make
/// the same ones, the lowest the simplest. `${mark}` stands for the schema of the tables.
final class RandomSql {
    private static final List<String> TEXTS =
            List.of("v.team", "v.email", "v.name", "cast(v.joined as varchar)", "'user1@x.org'");
    private static final List<String> NUMBERS = List.of("v.id", "v.age", "v.salary", "3", "0");

    private static final List<String> EVENT_NUMBERS = List.of("e.id", "e.amount", "2", "0");

    private final Choices choices;

    RandomSql(Choices choices) {
        this.choices = choices;
    }

    String query() {
        return switch (choices.below(10)) {
            case 7 -> select(from(), predicate()) + setOperation() + select(from(), predicate());
            case 1 -> aggregate();
            case 2 -> top();
            case 3 -> window();
            case 4 -> "with w as (%s) select count(*), max(a) from w".formatted(simple());
            case 5 -> semiJoin();
            case 6 -> wrongNames();
            case 8 -> events();
            case 9 -> large();
            default -> simple();
        };
    }

    private String simple() {
        return select(from(), predicate());
    }

    private String setOperation() {
        return pick(List.of(" union all ", " union ", " except ", " intersect "));
    }

    private String select(String from, String where) {
        return "select %s as a, %s as b from %s where %s".formatted(number(2), text(), from, where);
    }

    private String from() {
        return pick(
                List.of(
                        "vault v",
                        "vault v",
                        "vault v join vault_notes n on n.owner = v.email",
                        "vault v left join vault_notes n on n.id = v.id",
                        "vault v join vault_notes n on n.owner = v.email"
                                + " join vault_events e on e.id = n.id",
                        "vault_events e join vault_large b on b.id = e.id join vault v on v.id ="
                                + " b.id",
                        "vault v left join vault_events e on e.id = v.id",
                        "(select * from vault where age > 20) v"));
    }

    private String aggregate() {
        return "select %s as k, count(*), sum(%s), min(%s), max(v.age) from %s where %s group by 1%s"
                .formatted(
                        text(),
                        number(1),
                        text(),
                        from(),
                        predicate(),
                        choices.oneIn(2) ? " having count(*) > 1" : "");
    }

    private String events() {
        String number = eventNumber();
        return switch (choices.below(4)) {
            case 1 ->
                    "select e.kind, count(*), sum(%s), min(e.detail) from vault_events e where %s > %s group by 1"
                            .formatted(number, eventNumber(), eventNumber());
            case 2 ->
                    "select e.id, e.amount from vault_events e order by %s, e.id, e.amount limit %d"
                            .formatted(number, 1 + choices.below(6));
            case 3 ->
                    "select count(*), max(%s) from vault_events e join vault_events f on f.id = e.id where f.detail = e.detail"
                            .formatted(number);
            default ->
                    "select %s as a, e.detail as b from vault_events e where e.kind = 'open'"
                            .formatted(number);
        };
    }

    private String eventNumber() {
        String number = pick(EVENT_NUMBERS);
        return switch (choices.below(4)) {
            case 1 -> "(%s / %s)".formatted(number, pick(EVENT_NUMBERS));
            case 2 -> "(%s * %s)".formatted(number, pick(EVENT_NUMBERS));
            case 3 -> "cast(e.detail as integer)";
            default -> number;
        };
    }

    /// Of a table that several connections read.
    private String large() {
        String number = pick(List.of("b.id", "b.amount", "(b.amount * 10)", "(100 / b.amount)"));
        return switch (choices.below(3)) {
            case 1 ->
                    "select count(*), sum(%s) from vault_large b where b.id > %d"
                            .formatted(number, choices.below(30));
            case 2 ->
                    "select b.id, %s from vault_large b left join vault v on v.id = b.id where %s"
                            .formatted(number, predicate());
            default -> "select %s as a, b.team as b from vault_large b".formatted(number);
        };
    }

    private String top() {
        return "select v.id, v.name, v.age from %s where %s order by %s, v.id, v.name, v.age limit %d"
                .formatted(from(), predicate(), number(1), 1 + choices.below(5));
    }

    private String window() {
        return "select v.id, row_number() over (order by v.age, v.id, v.name), sum(v.age) over"
                + " (partition by %s) from vault v where %s".formatted(text(), predicate());
    }

    private String semiJoin() {
        return "select count(*) from vault v where %s %s (select n.owner from vault_notes n where n.score > %d)"
                .formatted(text(), choices.oneIn(2) ? "in" : "not in", choices.below(400));
    }

    /// What may not be known, under names that exist and names that do not.
    private String wrongNames() {
        return pick(
                List.of(
                        "select hidden from vault",
                        "select v.hidden, v.id from vault v",
                        "select * from vault_closed",
                        "select count(*) from shop.${mark}.vault_closed",
                        "select extra from vault",
                        "select count(*) from vault v where v.extra = 'x'",
                        "select * from vault_ghost",
                        "select count(*) from shop.${mark}.vault_ghost",
                        "select * from information_schema.columns",
                        "select ballast from vault_large",
                        "select * from vault_large order by id, amount limit 3",
                        "select count(*) from vault v where exists (select 1 from vault_closed)",
                        "select sum(salary) + 1 / 0 from vault"));
    }

    private String predicate() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i <= choices.below(2); i++) {
            parts.add(
                    switch (choices.below(7)) {
                        case 0 -> "%s > %s".formatted(number(2), number(1));
                        case 1 -> "%s = %s".formatted(text(), text());
                        case 2 -> "%s is null".formatted(pick(TEXTS));
                        case 3 -> "%s like '%%1%%'".formatted(text());
                        case 4 -> "v.id in (1, 2, %s)".formatted(number(1));
                        case 5 -> "not (%s < %s)".formatted(number(1), number(2));
                        default -> "v.joined > date '2020-06-01'";
                    });
        }
        return String.join(choices.oneIn(2) ? " and " : " or ", parts);
    }

    private String number(int depth) {
        if (depth == 0 || choices.below(3) == 0) {
            return pick(NUMBERS);
        }
        return switch (choices.below(6)) {
            case 0 -> "(%s / %s)".formatted(number(0), number(depth - 1));
            case 1 -> "(%s * %s)".formatted(number(depth - 1), number(0));
            case 2 -> "cast(%s as integer)".formatted(text());
            case 3 -> "char_length(%s)".formatted(text());
            case 4 -> "(case when %s = 0 then 1 else 10 / %s end)".formatted("v.age", "v.age");
            default -> "(%s - %s)".formatted(number(0), number(depth - 1));
        };
    }

    private String text() {
        return choices.below(4) == 3
                ? "substring(%s, 1, %d)".formatted(pick(TEXTS), choices.below(4))
                : pick(TEXTS);
    }

    private <T> T pick(List<T> values) {
        return values.get(choices.below(values.size()));
    }
}
