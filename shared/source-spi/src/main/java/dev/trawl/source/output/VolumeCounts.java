package dev.trawl.source.output;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.Allowance;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.Period;
import dev.trawl.store.Tallies;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Counts the rows and bytes of governed rows that leave the sources of a fleet under rules that
/// limit them, by principal and rule, in the item table. Whoever asked for them is not believed:
/// rows leave after they were counted, and what cannot be counted does not leave. Thread-safe.
///
/// They are counted twice, in one transaction: for all sources together, and for this one alone
/// where only it may write, so that another source that is taken over cannot clear the count.
public final class VolumeCounts {
    /// Counts of all sources, which all may write.
    private static final String FLEET = "volumes";

    private static final int ATTEMPTS = 30;
    private static final Duration KEPT = Duration.ofDays(1);

    private final Tallies tallies;
    private final Clock clock;

    public VolumeCounts(ItemTable items, Clock clock) {
        this.tallies = new Tallies(items, ATTEMPTS);
        this.clock = clock;
    }

    /// Of all tables that a fragment reads.
    public static List<Allowance> allowances(Relation fragment, Grant grant) {
        return Stream.concat(
                        fragment instanceof Relation.Scan scan
                                ? grant.relation(scan.table()).stream()
                                        .flatMap(r -> r.allowances().stream())
                                : Stream.empty(),
                        fragment.inputs().stream()
                                .flatMap(input -> allowances(input, grant).stream()))
                .distinct()
                .toList();
    }

    /// Counts, under all allowances or under none.
    ///
    /// @throws TrawlException RATE_LIMITED if a rule lets no more out in this period;
    ///   STORE_UNAVAILABLE if it cannot be counted
    public void take(Grant grant, List<Allowance> allowances, long rows, long bytes) {
        if (allowances.isEmpty()) {
            return;
        }
        List<String> partitions =
                List.of(
                        Tallies.partition(FLEET, grant.principal()),
                        Tallies.partition("volume#" + grant.audience(), grant.principal()));
        boolean isCounted =
                tallies.write(() ->
                        allowances.stream()
                                .flatMap(
                                        a -> partitions.stream().map(p -> write(p, a, rows, bytes)))
                                .toList());
        if (!isCounted) {
            throw TrawlException.retryAfter(
                    ErrorCode.RATE_LIMITED,
                    "much is read at once, and rule %s counts it; try again"
                            .formatted(allowances.getFirst().rule()),
                    1);
        }
    }

    private ItemTable.Write write(String partition, Allowance allowance, long rows, long bytes) {
        Instant now = clock.instant();
        Period period = Period.at(now, allowance.per());
        Tallies.Tally before =
                tallies.read(
                        new ItemTable.Key(
                                partition,
                                "%s#%d#%d"
                                        .formatted(
                                                allowance.rule(),
                                                allowance.per().toSeconds(),
                                                period.begin().getEpochSecond())));
        long rowsAfter = before.of("rows") + rows;
        long bytesAfter = before.of("bytes") + bytes;
        if (isAbove(rowsAfter, allowance.rows()) || isAbove(bytesAfter, allowance.bytes())) {
            throw refused(allowance, now, period);
        }
        return before.with(Map.of("rows", rowsAfter, "bytes", bytesAfter), period.end().plus(KEPT));
    }

    private static boolean isAbove(long volume, @Nullable Long max) {
        return max != null && volume > max;
    }

    private static TrawlException refused(Allowance allowance, Instant now, Period period) {
        return TrawlException.retryAfter(
                ErrorCode.RATE_LIMITED,
                "rule %s lets a principal read at most %s in %d seconds, and this would be more; the next period begins at %s"
                        .formatted(
                                allowance.rule(),
                                words(allowance),
                                allowance.per().toSeconds(),
                                period.end()),
                period.secondsLeft(now));
    }

    private static String words(Allowance allowance) {
        if (allowance.bytes() == null) {
            return allowance.rows() + " rows";
        }
        return allowance.rows() == null
                ? allowance.bytes() + " bytes"
                : "%d rows and %d bytes".formatted(allowance.rows(), allowance.bytes());
    }
}
