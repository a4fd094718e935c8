package dev.trawl.local.scheduler;

import dev.trawl.protocol.TrawlException;
import dev.trawl.store.schedule.ScheduleExpression;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A schedule. It fires while it is enabled, after `start` and up to `end`.
record Schedule(
        Id id,
        String expression,
        String timezone,
        Target target,
        Window window,
        @Nullable String description,
        boolean isEnabled,
        boolean isDeletedAfterCompletion,
        Instant created,
        Instant modified) {

    private static final String NAME = "[0-9a-zA-Z_.-]{1,64}";

    /// Its name in its group.
    record Id(String group, String name) implements Comparable<Id> {

        private static final Comparator<Id> ORDER =
                Comparator.comparing(Id::group).thenComparing(Id::name);

        Id {
            if (!name.matches(NAME)) {
                throw ScheduleException.invalid("A schedule's name must match " + NAME + ".");
            }
        }

        @Override
        public int compareTo(Id other) {
            return ORDER.compare(this, other);
        }
    }

    /// The function invoked, the role that would invoke it, the event with placeholders.
    record Target(String arn, String roleArn, String input) {}

    /// When it may fire; without a start it begins when it is created.
    record Window(@Nullable Instant start, @Nullable Instant end) {}

    Schedule {
        expression(expression, timezone);
    }

    /// The first time after `after` at which it fires.
    Optional<Instant> next(Instant after) {
        if (!isEnabled) {
            return Optional.empty();
        }
        Instant start = window.start() == null ? created : window.start();
        Instant from = after.isBefore(start) ? start.minusNanos(1) : after;
        return expression(expression, timezone)
                .next(from, start)
                .filter(time -> window.end() == null || !time.isAfter(window.end()));
    }

    private static ScheduleExpression expression(String text, String zone) {
        try {
            return ScheduleExpression.parse(text, zone);
        } catch (TrawlException e) {
            throw ScheduleException.invalid(e.text());
        }
    }

    /// The event of one firing.
    String event(Instant time, String executionId, String scheduleArn) {
        return target.input()
                .replace("<aws.scheduler.scheduled-time>", time.toString())
                .replace("<aws.scheduler.execution-id>", executionId)
                .replace("<aws.scheduler.schedule-arn>", scheduleArn)
                .replace("<aws.scheduler.attempt-number>", "1");
    }
}
