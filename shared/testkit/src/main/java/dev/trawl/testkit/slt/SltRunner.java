package dev.trawl.testkit.slt;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/// Runs records against an engine.
public final class SltRunner {
    private static final double TOLERANCE = 1e-9;

    private SltRunner() {}

    /// One container per file, one test per record; for `@TestFactory`.
    public static Stream<DynamicContainer> tests(List<SltFile> files, SltEngine engine) {
        return files.stream()
                .map(file ->
                        DynamicContainer.dynamicContainer(
                                file.name(),
                                file.records().stream()
                                        .map(record ->
                                                DynamicTest.dynamicTest(
                                                        "%d: %s"
                                                                .formatted(
                                                                        record.line(),
                                                                        record.sql()),
                                                        () -> check(record, engine)))));
    }

    /// @throws AssertionError if the engine gives something else
    public static void check(SltRecord record, SltEngine engine) {
        switch (record) {
            case SltRecord.Failure failure -> checkFailure(failure, engine);
            case SltRecord.Query query -> checkRows(query, engine);
        }
    }

    private static void checkFailure(SltRecord.Failure failure, SltEngine engine) {
        ErrorCode code;
        try {
            engine.answer(failure.sql());
            throw new AssertionError(about(failure, "succeeded instead of " + failure.code()));
        } catch (TrawlException e) {
            code = e.code();
        }
        if (code != failure.code()) {
            throw new AssertionError(
                    about(failure, "failed with %s instead of %s".formatted(code, failure.code())));
        }
    }

    private static void checkRows(SltRecord.Query query, SltEngine engine) {
        SltEngine.Answer answer;
        try {
            answer = engine.answer(query.sql());
        } catch (TrawlException e) {
            throw new AssertionError(
                    about(query, "failed with %s: %s".formatted(e.code(), e.text())), e);
        }
        if (!answer.letters().equals(query.letters())) {
            throw new AssertionError(
                    about(
                            query,
                            "gave columns %s instead of %s"
                                    .formatted(answer.letters(), query.letters())));
        }
        List<List<@Nullable String>> expected = ordered(query.rows(), query);
        List<List<@Nullable String>> actual = ordered(answer.rows(), query);
        if (!isSame(actual, expected, query.letters())) {
            throw new AssertionError(
                    about(
                            query,
                            "gave\n%s\ninstead of\n%s".formatted(text(actual), text(expected))));
        }
    }

    private static String about(SltRecord record, String what) {
        return "line %d: %s\n%s".formatted(record.line(), record.sql(), what);
    }

    private static List<List<@Nullable String>> ordered(
            List<List<@Nullable String>> rows, SltRecord.Query query) {
        if (query.order() == SltRecord.Order.NOSORT) {
            return rows;
        }
        List<List<@Nullable String>> sorted = new ArrayList<>(rows);
        sorted.sort((List<@Nullable String> a, List<@Nullable String> b) ->
                rank(a, query.letters()).compareTo(rank(b, query.letters())));
        return sorted;
    }

    /// Inexact numbers last and short, so that they hardly ever decide.
    private static String rank(List<@Nullable String> row, String letters) {
        StringBuilder exact = new StringBuilder();
        StringBuilder inexact = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String value = row.get(i);
            if (letters.charAt(i) == 'R' && value != null) {
                inexact.append("%.6e".formatted(Double.parseDouble(value))).append('\u0001');
            } else {
                exact.append(value == null ? "\u0002" : value).append('\u0001');
            }
        }
        return exact.append(inexact).toString();
    }

    private static boolean isSame(
            List<List<@Nullable String>> actual,
            List<List<@Nullable String>> expected,
            String letters) {
        if (actual.size() != expected.size()) {
            return false;
        }
        for (int row = 0; row < actual.size(); row++) {
            for (int i = 0; i < letters.length(); i++) {
                if (!isSame(actual.get(row).get(i), expected.get(row).get(i), letters.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isSame(@Nullable String a, @Nullable String b, char letter) {
        if (a == null || b == null || letter != 'R') {
            return a == null ? b == null : a.equals(b);
        }
        double x = Double.parseDouble(a);
        double y = Double.parseDouble(b);
        return Double.compare(x, y) == 0
                || x == y
                || Math.abs(x - y) <= TOLERANCE * Math.max(Math.abs(x), Math.abs(y));
    }

    /// Rows as they stand in a file.
    public static String text(List<List<@Nullable String>> rows) {
        StringBuilder text = new StringBuilder();
        for (List<@Nullable String> row : rows) {
            List<String> values = new ArrayList<>();
            row.forEach(v -> values.add(SltFile.escaped(v)));
            text.append(String.join(" | ", values)).append('\n');
        }
        return text.toString();
    }
}
