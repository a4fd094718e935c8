package dev.trawl.source.classify;

import dev.trawl.plan.Type;
import dev.trawl.protocol.PersonalData;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Says what personal data a column holds, from its name and different values of it. Where the name
/// leads to expect something, fewer values need to have its form. Pure.
public final class Classifier {
    private static final int CERTAIN_MAX = 99;
    private static final int BY_NAME_ALONE = 50;
    private static final int BY_NAME_AND_TYPE = 95;
    private static final int NATIONAL_VALUES_MIN = 6;

    /// What values are without the help of a name, the surest first.
    private static final List<Form> FORMS =
            List.of(
                    new Form(PersonalData.EMAIL, 1, 0.7, Forms::email),
                    new Form(PersonalData.IBAN, 1, 0.7, Forms::iban),
                    new Form(PersonalData.CARD, 4, 0.8, Forms::card),
                    new Form(PersonalData.IP, 2, 0.8, Forms::ip),
                    new Form(PersonalData.PHONE, 3, 0.8, Forms::phone),
                    new Form(PersonalData.ADDRESS, 3, 0.6, Forms::address),
                    new Form(PersonalData.NAME, 5, 0.5, Forms::name),
                    new Form(PersonalData.TEXT, 3, 0.5, Forms::text));

    /// What nothing else looks like: some values are enough, with little confidence.
    private static final List<Form> SURE =
            List.of(
                    new Form(PersonalData.EMAIL, 5, 0.05, Forms::email),
                    new Form(PersonalData.IBAN, 5, 0.05, Forms::iban));

    private Classifier() {}

    /// @param values that are needed at least
    /// @param share of the values that must have the form
    private record Form(PersonalData kind, int values, double share, Predicate<String> test) {}

    /// @param confidence in percent
    /// @param matched values of the form
    public record Finding(PersonalData kind, int confidence, int matched) {}

    /// @param values different ones
    public static Optional<Finding> classify(String column, Type type, List<String> values) {
        Optional<PersonalData> hint = ColumnHints.of(column).filter(kind -> canHold(type, kind));
        return hint.flatMap(kind -> hinted(kind, type, values))
                .or(() ->
                        ColumnHints.isSomeName(column) && type == Type.Simple.VARCHAR
                                ? someName(values)
                                : Optional.empty())
                .or(() -> byForm(type, values));
    }

    private static Optional<Finding> hinted(PersonalData kind, Type type, List<String> values) {
        if (kind == PersonalData.BIRTH && type != Type.Simple.VARCHAR) {
            return Optional.of(new Finding(kind, BY_NAME_AND_TYPE, values.size()));
        }
        if (values.isEmpty()) {
            return Optional.of(new Finding(kind, BY_NAME_ALONE, 0));
        }
        int matched = count(values, text -> Forms.expected(kind, text));
        double share = (double) matched / values.size();
        return share >= shareExpected(kind)
                ? Optional.of(
                        new Finding(kind, (int) Math.min(CERTAIN_MAX, 55 + 44 * share), matched))
                : Optional.empty();
    }

    private static double shareExpected(PersonalData kind) {
        return switch (kind) {
            case NAME, ADDRESS, PHONE -> 0.5;
            case EMAIL, CARD, IBAN, NATIONAL_ID, BIRTH, IP, TEXT -> 0.3;
        };
    }

    /// Things have names, too: some of them must be known ones of people.
    private static Optional<Finding> someName(List<String> values) {
        int known = count(values, Forms::name);
        int named = count(values, Forms::named);
        return !values.isEmpty() && known * 4 >= values.size() && named * 10 >= values.size() * 7
                ? Optional.of(
                        new Finding(
                                PersonalData.NAME,
                                (int) Math.min(CERTAIN_MAX, 60 + 39.0 * known / values.size()),
                                known))
                : Optional.empty();
    }

    private static Optional<Finding> byForm(Type type, List<String> values) {
        if (!isWritten(type)) {
            return Optional.empty();
        }
        @Nullable Finding national =
                NationalIds.ALL.stream()
                        .map(scheme -> count(values, scheme::fits))
                        .max(Comparator.naturalOrder())
                        .filter(matched ->
                                values.size() >= NATIONAL_VALUES_MIN
                                        && matched >= 0.9 * values.size())
                        .map(matched -> finding(PersonalData.NATIONAL_ID, matched, values.size()))
                        .orElse(null);
        for (Form form : FORMS) {
            if (national != null && form.kind() == PersonalData.PHONE) {
                return Optional.of(national);
            }
            if (!canHold(type, form.kind()) || values.size() < form.values()) {
                continue;
            }
            int matched = count(values, form.test());
            if (matched >= form.share() * values.size()) {
                return Optional.of(finding(form.kind(), matched, values.size()));
            }
        }
        return type == Type.Simple.VARCHAR ? bySome(values) : Optional.empty();
    }

    private static Optional<Finding> bySome(List<String> values) {
        for (Form form : SURE) {
            int matched = count(values, form.test());
            if (matched >= form.values() && matched >= form.share() * values.size()) {
                return Optional.of(finding(form.kind(), matched, values.size()));
            }
        }
        return Optional.empty();
    }

    private static Finding finding(PersonalData kind, int matched, int values) {
        double confidence = 100.0 * matched / (values + 1);
        return new Finding(kind, (int) Math.min(CERTAIN_MAX, confidence), matched);
    }

    private static int count(List<String> values, Predicate<String> test) {
        return Math.toIntExact(values.stream().filter(test).count());
    }

    private static boolean isWritten(Type type) {
        return type == Type.Simple.VARCHAR || isInteger(type);
    }

    private static boolean isInteger(Type type) {
        return type == Type.Simple.BIGINT
                || type == Type.Simple.INTEGER
                || type instanceof Type.Decimal(int _, int scale) && scale == 0;
    }

    private static boolean canHold(Type type, PersonalData kind) {
        if (type == Type.Simple.VARCHAR) {
            return true;
        }
        return switch (kind) {
            case CARD, PHONE, NATIONAL_ID -> isInteger(type);
            case BIRTH ->
                    type == Type.Simple.DATE
                            || type == Type.Simple.TIMESTAMP
                            || type == Type.Simple.TIMESTAMP_TZ
                            || isInteger(type);
            case TEXT -> type == Type.Simple.JSON;
            case EMAIL, IBAN, ADDRESS, NAME, IP -> false;
        };
    }
}
