package dev.trawl.export;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How far running attempts are, for who watches: an item beside the run's, written every other
/// second at most. Nothing depends on it, and what goes wrong with it is passed over. Thread-safe.
final class Progress {
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final Duration KEPT = Duration.ofDays(2);

    private final ItemTable items;
    private final Runs runs;
    private final Clock clock;

    Progress(ItemTable items, Runs runs, Clock clock) {
        this.items = items;
        this.runs = runs;
        this.clock = clock;
    }

    /// What an attempt does.
    enum Stage {
        /// Its query runs; how far that is, is told of one that runs for long.
        QUERY,
        /// Files are written.
        WRITE
    }

    /// What an attempt has written, of what.
    ///
    /// @param steps of the query that are done
    /// @param stepsAll of the query that are known; 0 while it tells of none
    /// @param rowsAll that the result has; -1 while nobody knows
    record Figures(
            String attempt,
            Stage stage,
            int steps,
            int stepsAll,
            long rows,
            long rowsAll,
            long bytes,
            int files,
            Instant time) {
        /// Of the stage, rounded down; -1 while nobody knows.
        int percent() {
            if (stage == Stage.QUERY) {
                return stepsAll == 0 ? -1 : 100 * steps / stepsAll;
            }
            return rowsAll < 0 ? -1 : rowsAll == 0 ? 100 : (int) (100 * rows / rowsAll);
        }

        /// As the API tells it.
        void write(JsonWriter out) {
            out.object(o -> {
                o.field("stage").string(RunCodec.text(stage));
                if (stepsAll > 0) {
                    o.field("steps").integer(steps).field("stepsAll").integer(stepsAll);
                }
                o.field("rows").integer(rows);
                if (rowsAll >= 0) {
                    o.field("rowsAll").integer(rowsAll);
                }
                if (percent() >= 0) {
                    o.field("percent").integer(percent());
                }
                o.field("bytes").integer(bytes).field("parts").integer(files);
                o.field("time").string(time.toString());
            });
        }

        private String toJson() {
            return JsonWriter.write(out ->
                    out.object(o ->
                            o.field("attempt")
                                    .string(attempt)
                                    .field("stage")
                                    .string(RunCodec.text(stage))
                                    .field("steps")
                                    .integer(steps)
                                    .field("stepsAll")
                                    .integer(stepsAll)
                                    .field("rows")
                                    .integer(rows)
                                    .field("rowsAll")
                                    .integer(rowsAll)
                                    .field("bytes")
                                    .integer(bytes)
                                    .field("files")
                                    .integer(files)
                                    .field("time")
                                    .integer(time.toEpochMilli())));
        }

        private static Figures read(JsonReader in) {
            in.beginObject();
            String attempt = in.field("attempt").string();
            Stage stage = ExportSpec.choice(Stage.class, in.field("stage").string());
            Integer steps = in.optional("steps", JsonReader::integer32);
            Integer stepsAll = in.optional("stepsAll", JsonReader::integer32);
            Figures figures =
                    new Figures(
                            attempt,
                            stage,
                            steps == null ? 0 : steps,
                            stepsAll == null ? 0 : stepsAll,
                            in.field("rows").integer(),
                            in.field("rowsAll").integer(),
                            in.field("bytes").integer(),
                            in.field("files").integer32(),
                            Instant.ofEpochMilli(in.field("time").integer()));
            in.endObject();
            return figures;
        }
    }

    /// How far the run's attempt is; nothing if it runs no longer.
    Optional<Figures> find(Run run) {
        return run.phase() == Run.Phase.RUNNING
                ? items.find(key(run))
                        .map(i -> JsonReader.read(i.document(), JsonLimits.DEFAULT, Figures::read))
                        .filter(f -> f.attempt().equals(run.attemptId()))
                : Optional.empty();
    }

    /// Tells of an attempt.
    Teller of(Run run) {
        return new Teller(run);
    }

    /// Sums up what threads of one attempt write. Thread-safe.
    final class Teller {
        private final Run run;
        private Stage stage = Stage.QUERY;
        private int steps;
        private int stepsAll;
        private long rowsAll = -1;
        private long rows;
        private long bytes;
        private int files;
        private Instant next = Instant.MIN;

        private Teller(Run run) {
            this.run = run;
        }

        /// The query begins.
        synchronized void asks() {
            tell();
        }

        /// The query runs; how far it is.
        synchronized void asked(int done, int all) {
            boolean isMore = done != steps || all != stepsAll;
            steps = done;
            stepsAll = all;
            if (isMore && !clock.instant().isBefore(next)) {
                tell();
            }
        }

        /// The query has ended.
        synchronized void expects(long all) {
            stage = Stage.WRITE;
            rowsAll = all;
            tell();
        }

        /// @throws TrawlException CANCELLED if the run has ended meanwhile; looked at as often as
        ///   it is told of
        synchronized void wrote(long moreRows, long moreBytes) {
            rows += moreRows;
            bytes += moreBytes;
            files++;
            if (!clock.instant().isBefore(next)) {
                tell();
                requireRunning();
            }
        }

        private void tell() {
            Instant now = clock.instant();
            next = now.plus(BETWEEN);
            Figures figures =
                    new Figures(
                            run.attemptId(),
                            stage,
                            steps,
                            stepsAll,
                            rows,
                            rowsAll,
                            bytes,
                            files,
                            now);
            try {
                long version =
                        items.find(key(run)).map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
                items.put(key(run), version, figures.toJson(), now.plus(KEPT));
            } catch (TrawlException e) {
                // It is told of later, or never.
                return;
            }
        }

        private void requireRunning() {
            boolean hasEnded;
            try {
                hasEnded = runs.find(run.id()).filter(h -> h.run().phase().isEnd()).isPresent();
            } catch (TrawlException e) {
                return;
            }
            if (hasEnded) {
                throw new TrawlException(
                        ErrorCode.CANCELLED, "the run was cancelled while it was written");
            }
        }
    }

    private static ItemTable.Key key(Run run) {
        return new ItemTable.Key("export-progress", run.id());
    }
}
