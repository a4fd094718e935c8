package dev.trawl.fuzz;

import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.testkit.fuzz.FuzzQuery;
import dev.trawl.testkit.fuzz.Kind;
import dev.trawl.testkit.slt.SltEngine;
import dev.trawl.testkit.slt.SltRecord;
import dev.trawl.testkit.slt.SltRunner;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What answers to a query differ in. The reference says what is right; databases that know the
/// text have to agree with it.
final class Differences {
    /// The reference itself, where a database disagrees.
    static final String BY_REFERENCE = "reference";

    private final World world;

    Differences(World world) {
        this.world = world;
    }

    /// @param where the setting's text, or the reference, whose answer another oracle denies
    record Difference(String where, String what) {}

    /// What an answer should be.
    ///
    /// @param refused whether Trawl does not offer the query
    record Expected(SltRecord record, boolean refused) {}

    Expected expected(FuzzQuery query, Setting setting) {
        String sql = query.sql(setting.names());
        try {
            SltEngine.Answer answer = world.reference(sql);
            return new Expected(record(sql, query, answer), false);
        } catch (TrawlException e) {
            return new Expected(
                    new SltRecord.Failure(1, sql, e.code()),
                    e.code() == ErrorCode.NOT_SUPPORTED || e.code() == ErrorCode.SYNTAX_ERROR);
        }
    }

    private static SltRecord.Query record(String sql, FuzzQuery query, SltEngine.Answer answer) {
        return new SltRecord.Query(
                1,
                sql,
                answer.letters(),
                query.isOrdered() ? SltRecord.Order.NOSORT : SltRecord.Order.ROWSORT,
                answer.rows());
    }

    /// Between the reference and a setting.
    Optional<Difference> between(Expected expected, FuzzQuery query, Setting setting) {
        String sql = query.sql(setting.names());
        return difference(
                setting.text(), () -> SltRunner.check(expected.record(), _ -> answer(sql, setting)));
    }

    private SltEngine.Answer answer(String sql, Setting setting) {
        try {
            return world.fleet().answer(sql, setting);
        } catch (RuntimeException e) {
            if (e instanceof TrawlException) {
                throw e;
            }
            throw new AssertionError("failed with " + e, e);
        }
    }

    private static Optional<Difference> difference(String where, Runnable check) {
        try {
            check.run();
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(new Difference(where, String.valueOf(e.getMessage())));
        }
    }

    /// Between the reference and a database that is asked the text; none where it does not know the
    /// text.
    Optional<Difference> between(Expected expected, FuzzQuery query, FuzzQuery.Oracle oracle) {
        List<List<@Nullable String>> theirs;
        try {
            theirs = world.asked(oracle, query);
        } catch (SQLException e) {
            boolean isOfValues = String.valueOf(e.getSQLState()).startsWith("22");
            return isOfValues && expected.record() instanceof SltRecord.Query
                    ? Optional.of(
                            new Difference(
                                    BY_REFERENCE,
                                    "%s fails: %s".formatted(oracle, e.getMessage())))
                    : Optional.empty();
        }
        return switch (expected.record()) {
            case SltRecord.Failure failure ->
                    Optional.of(
                            new Difference(
                                    BY_REFERENCE,
                                    "%s answers instead of %s".formatted(oracle, failure.code())));
            case SltRecord.Query ours ->
                    difference(
                            BY_REFERENCE,
                            () ->
                                    SltRunner.check(
                                            plain(ours, query.kinds()),
                                            _ -> plain(theirs, query.kinds())));
        };
    }

    private static SltRecord.Query plain(SltRecord.Query ours, List<Kind> kinds) {
        SltEngine.Answer plain = plain(ours.rows(), kinds);
        return new SltRecord.Query(
                1, ours.sql(), plain.letters(), ours.order(), plain.rows());
    }

    /// Values in a form that does not depend on their exact type.
    private static SltEngine.Answer plain(List<List<@Nullable String>> rows, List<Kind> kinds) {
        List<Type> types = new ArrayList<>();
        kinds.forEach(k -> types.add(k == Kind.DOUBLE ? Type.Simple.DOUBLE : Type.Simple.VARCHAR));
        List<List<@Nullable String>> plain = new ArrayList<>();
        for (List<@Nullable String> row : rows) {
            List<@Nullable String> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                String value = row.get(i);
                values.add(value == null ? null : plain(value, kinds.get(i)));
            }
            plain.add(values);
        }
        return new SltEngine.Answer(types, plain);
    }

    private static String plain(String value, Kind kind) {
        return switch (kind) {
            case INTEGER, BIGINT, DECIMAL -> {
                BigDecimal number = new BigDecimal(value);
                yield number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
            }
            case TEXT -> value;
            case DATE -> LocalDate.parse(value.substring(0, 10)).toString();
            case TIMESTAMP ->
                    LocalDateTime.parse(
                                    (value.length() == 10 ? value + " 00:00:00" : value)
                                            .replace(' ', 'T'))
                            .toString();
            case DOUBLE -> value.replace("inf", "Infinity").replace("Infinityinity", "Infinity");
            case BOOLEAN -> value.toLowerCase(Locale.ROOT).startsWith("t") ? "true" : "false";
        };
    }

    /// All of one query.
    Optional<Difference> of(FuzzQuery query, List<Setting> settings) {
        Expected expected = expected(query, settings.getFirst());
        if (expected.refused()) {
            return Optional.of(
                    new Difference(BY_REFERENCE, "refused: " + expected.record()));
        }
        for (FuzzQuery.Oracle oracle : query.oracles()) {
            Optional<Difference> difference = between(expected, query, oracle);
            if (difference.isPresent()) {
                return difference;
            }
        }
        for (Setting setting : settings) {
            Optional<Difference> difference = between(expected, query, setting);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }
}
