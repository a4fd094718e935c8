package dev.trawl.store.aws;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Schedules;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.scheduler.model.ValidationException;

/// Entries of a group of EventBridge Scheduler, all with one target.
public final class SchedulerSchedules implements Schedules {
    private static final FlexibleTimeWindow ON_TIME =
            FlexibleTimeWindow.builder().mode(FlexibleTimeWindowMode.OFF).build();

    private final SchedulerClient client;
    private final Place place;

    public SchedulerSchedules(SchedulerClient client, Place place) {
        this.client = client;
        this.place = place;
    }

    /// @param group there already
    /// @param targetArn of the function
    /// @param roleArn by which the Scheduler calls it
    public record Place(String group, String targetArn, String roleArn) {}

    @Override
    public List<Entry> list() {
        try {
            List<Entry> entries = new ArrayList<>();
            for (ScheduleSummary summary :
                    client.listSchedulesPaginator(b -> b.groupName(place.group())).schedules()) {
                GetScheduleResponse found =
                        client.getSchedule(b -> b.groupName(place.group()).name(summary.name()));
                entries.add(
                        new Entry(
                                found.name(),
                                found.scheduleExpression(),
                                found.scheduleExpressionTimezone() == null
                                        ? "UTC"
                                        : found.scheduleExpressionTimezone(),
                                found.state() != ScheduleState.DISABLED,
                                found.target().input() == null ? "" : found.target().input()));
            }
            return entries.stream().sorted(java.util.Comparator.comparing(Entry::name)).toList();
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void put(Entry entry) {
        try {
            create(entry);
        } catch (ConflictException e) {
            update(entry);
        } catch (ValidationException e) {
            throw refused(entry, e);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    private void create(Entry entry) {
        client.createSchedule(b ->
                b.groupName(place.group())
                        .name(entry.name())
                        .scheduleExpression(entry.expression())
                        .scheduleExpressionTimezone(entry.zone())
                        .state(state(entry))
                        .flexibleTimeWindow(ON_TIME)
                        .target(target(entry)));
    }

    private void update(Entry entry) {
        try {
            client.updateSchedule(b ->
                    b.groupName(place.group())
                            .name(entry.name())
                            .scheduleExpression(entry.expression())
                            .scheduleExpressionTimezone(entry.zone())
                            .state(state(entry))
                            .flexibleTimeWindow(ON_TIME)
                            .target(target(entry)));
        } catch (ValidationException e) {
            throw refused(entry, e);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void delete(String name) {
        try {
            client.deleteSchedule(b -> b.groupName(place.group()).name(name));
        } catch (ResourceNotFoundException e) {
            // As was asked.
            return;
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    private Target target(Entry entry) {
        return Target.builder()
                .arn(place.targetArn())
                .roleArn(place.roleArn())
                .input(entry.input())
                .build();
    }

    private static ScheduleState state(Entry entry) {
        return entry.isEnabled() ? ScheduleState.ENABLED : ScheduleState.DISABLED;
    }

    private static TrawlException refused(Entry entry, SdkException e) {
        return new TrawlException(
                ErrorCode.INVALID_RESOURCE,
                "the scheduler does not take '%s' in zone '%s'"
                        .formatted(entry.expression(), entry.zone()),
                e);
    }

    private static TrawlException unavailable(SdkException e) {
        return new TrawlException(
                ErrorCode.STORE_UNAVAILABLE, "the scheduler cannot be reached", e);
    }
}
