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
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What answers to a query differ in. The reference says what is right; databases that know the
/// text have to agree with it.
final class Differences {
    /// That Trawl does not offer the query.
    static final String REFUSED = "refused";

    private static final Set<ErrorCode> REFUSALS =
            Set.of(ErrorCode.NOT_SUPPORTED, ErrorCode.SYNTAX_ERROR, ErrorCode.TYPE_MISMATCH);

    private final World world;

    Differences(World world) {
        this.world = world;
    }

    /// @param where the setting's text, or the database that denies the reference's answer
    record Difference(String where, String what) {}

    /// What an answer should be.
    ///
    /// @param refusal why Trawl does not offer the query; empty if it does
    record Expected(SltRecord record, String refusal) {}

    Expected expected(FuzzQuery query, Setting setting) {
        String sql = query.sql(setting.names());
        try {
            SltEngine.Answer answer = world.reference(sql);
            return new Expected(record(sql, query, answer), "");
        } catch (TrawlException e) {
            return new Expected(
                    new SltRecord.Failure(1, sql, e.code()),
                    REFUSALS.contains(e.code()) ? "%s: %s".formatted(e.code(), e.text()) : "");
        } catch (RuntimeException e) {
            return new Expected(new SltRecord.Failure(1, sql, ErrorCode.INTERNAL), "a bug: " + e);
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

    /// Between the reference and a setting; none where the query is too large for the setting's
    /// sources.
    Optional<Difference> between(Expected expected, FuzzQuery query, Setting setting) {
        String sql = query.sql(setting.names());
        SltEngine.Answer answer;
        try {
            answer = answer(sql, setting);
        } catch (TrawlException e) {
            if (e.code() == ErrorCode.REQUEST_TOO_LARGE) {
                return Optional.empty();
            }
            return difference(
                    setting.text(),
                    () ->
                            SltRunner.check(
                                    expected.record(),
                                    _ -> {
                                        throw e;
                                    }));
        } catch (AssertionError e) {
            return Optional.of(new Difference(setting.text(), String.valueOf(e.getMessage())));
        }
        SltEngine.Answer given = answer;
        return difference(setting.text(), () -> SltRunner.check(expected.record(), _ -> given));
    }

    private SltEngine.Answer answer(String sql, Setting setting) {
        try {
            return world.fleet().answer(sql, setting);
        } catch (RuntimeException e) {
            if (e instanceof TrawlException || e instanceof ProcessFleet.Late) {
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
                                    oracle.name(),
                                    "%s fails: %s".formatted(oracle, e.getMessage())))
                    : Optional.empty();
        }
        return switch (expected.record()) {
            case SltRecord.Failure failure ->
                    Optional.of(
                            new Difference(
                                    oracle.name(),
                                    "%s answers instead of %s".formatted(oracle, failure.code())));
            case SltRecord.Query ours ->
                    difference(
                            oracle.name(),
                            () ->
                                    SltRunner.check(
                                            plain(ours, query.kinds()),
                                            _ -> plain(theirs, query.kinds())));
        };
    }

    private static SltRecord.Query plain(SltRecord.Query ours, List<Kind> kinds) {
        SltEngine.Answer plain = plain(ours.rows(), kinds);
        return new SltRecord.Query(1, ours.sql(), plain.letters(), ours.order(), plain.rows());
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

    /// The first of one query.
    Optional<Difference> of(FuzzQuery query, List<Setting> settings) {
        Expected expected = expected(query, settings.getFirst());
        if (!expected.refusal().isEmpty()) {
            return Optional.of(new Difference(REFUSED, expected.refusal()));
        }
        return Stream.concat(
                        query.oracles().stream().sorted().map(o -> between(expected, query, o)),
                        settings.stream().map(s -> between(expected, query, s)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// Whether there is a difference at that place; being late is none.
    boolean has(FuzzQuery query, Setting setting, String where) {
        try {
            return isDifferent(query, setting, where);
        } catch (ProcessFleet.Late _) {
            return false;
        }
    }

    private boolean isDifferent(FuzzQuery query, Setting setting, String where) {
        Expected expected = expected(query, setting);
        if (where.equals(REFUSED) || !expected.refusal().isEmpty()) {
            return where.equals(REFUSED) && !expected.refusal().isEmpty();
        }
        Optional<FuzzQuery.Oracle> oracle =
                query.oracles().stream().filter(o -> o.name().equals(where)).findFirst();
        return where.equals(setting.text())
                ? between(expected, query, setting).isPresent()
                : oracle.isPresent() && between(expected, query, oracle.get()).isPresent();
    }
}
