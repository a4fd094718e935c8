package dev.trawl.scan.check;

import dev.trawl.catalog.Quality;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What came of one run of a check. Counts and words, no values.
///
/// @param cause who asked, a scan, or a time of its schedule
public record CheckRun(
        String id, String check, String dataset, Instant time, String cause, List<Result> results) {
    public CheckRun {
        results = List.copyOf(results);
    }

    /// @param wrong rows, or 1 for what does not hold as a whole
    /// @param rows that were looked at
    /// @param problem what does not hold of the table as a whole; or why it could not be found out:
    ///   a code and its text
    public record Result(
            String name, Quality.State state, long wrong, long rows, @Nullable String problem) {}

    /// An error weighs more than what failed, and that more than what passed.
    public Quality.State state() {
        if (results.stream().anyMatch(r -> r.state() == Quality.State.ERROR)) {
            return Quality.State.ERROR;
        }
        return results.stream().allMatch(r -> r.state() == Quality.State.PASSED)
                ? Quality.State.PASSED
                : Quality.State.FAILED;
    }

    /// What does not hold, in words.
    String message() {
        return results.stream()
                .filter(r -> r.state() != Quality.State.PASSED)
                .map(r ->
                        r.problem() == null
                                ? "%s: %d of %d rows are wrong"
                                        .formatted(r.name(), r.wrong(), r.rows())
                                : "%s: %s".formatted(r.name(), r.problem()))
                .collect(Collectors.joining("; "));
    }

    void write(JsonWriter out) {
        out.object(o -> {
            o.field("run").string(id);
            o.field("check").string(check);
            o.field("dataset").string(dataset);
            o.field("time").string(time.toString());
            o.field("cause").string(cause);
            o.field("state").string(state().text());
            o.field("results").list(results, CheckRun::write);
        });
    }

    private static void write(JsonWriter out, Result result) {
        out.object(o ->
                o.field("name")
                        .string(result.name())
                        .field("state")
                        .string(result.state().text())
                        .field("wrong")
                        .integer(result.wrong())
                        .field("rows")
                        .integer(result.rows())
                        .field("problem")
                        .stringOrNull(result.problem()));
    }

    static CheckRun read(JsonReader in) {
        in.beginObject();
        String id = in.field("run").string();
        String check = in.field("check").string();
        String dataset = in.field("dataset").string();
        Instant time = Instant.parse(in.field("time").string());
        String cause = in.field("cause").string();
        in.field("state").string();
        List<Result> results = in.field("results").list(CheckRun::readResult);
        in.endObject();
        return new CheckRun(id, check, dataset, time, cause, results);
    }

    private static Result readResult(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        Quality.State state =
                Quality.State.valueOf(in.field("state").string().toUpperCase(Locale.ROOT));
        long wrong = in.field("wrong").integer();
        long rows = in.field("rows").integer();
        String problem = in.field("problem").stringOrNull();
        in.endObject();
        return new Result(name, state, wrong, rows, problem);
    }
}
