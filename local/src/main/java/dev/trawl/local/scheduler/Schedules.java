package dev.trawl.local.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.trawl.local.aws.PrivateFiles;
import dev.trawl.local.lambda.HostSettings;
import dev.trawl.local.scheduler.ScheduleException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// The fleet's schedules, kept in one file, and those that its own file declares. Thread-safe.
///
/// There are two groups, as in a deployment: `default`, and one with the fleet's name.
public final class Schedules {

    static final String DEFAULT_GROUP = "default";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path file;
    private final String arnPrefix;
    private final Set<String> groups;
    private final Clock clock;
    private final NavigableMap<Schedule.Id, Schedule> schedules = new TreeMap<>();
    private final List<Schedule> declared = new ArrayList<>();

    /// The schedules in `file`, which need not exist yet; `clock` gives their times of creation.
    public Schedules(Path file, String region, String fleet, Clock clock) {
        this.file = file;
        this.arnPrefix = "arn:aws:scheduler:" + region + ":" + HostSettings.ACCOUNT + ":schedule/";
        this.groups = Set.of(DEFAULT_GROUP, fleet);
        this.clock = clock;
        if (Files.exists(file)) {
            load();
        }
    }

    /// Adds one that fires as long as this object lives. The API does not show it.
    ///
    /// @throws IllegalArgumentException if its expression or zone is none
    public synchronized void declare(
            String name, String expression, String zone, String functionArn, String input) {
        Schedule.Target target = new Schedule.Target(functionArn, "", input);
        Schedule.Window always = new Schedule.Window(null, null);
        try {
            declared.add(
                    new Schedule(
                            new Schedule.Id("declared", name),
                            expression,
                            zone,
                            target,
                            always,
                            null,
                            true,
                            false,
                            now(),
                            now()));
        } catch (ScheduleException e) {
            throw new IllegalArgumentException("schedule " + name + ": " + e.getMessage(), e);
        }
    }

    synchronized String create(Schedule.Id id, JsonNode body) {
        requireGroup(id.group());
        if (schedules.containsKey(id)) {
            throw new ScheduleException(
                    Reason.CONFLICT, "Schedule " + id.name() + " already exists.");
        }
        return put(id, body, now());
    }

    synchronized String update(Schedule.Id id, JsonNode body) {
        return put(id, body, find(id).created());
    }

    synchronized void delete(Schedule.Id id) {
        find(id);
        schedules.remove(id);
        save();
    }

    synchronized Schedule find(Schedule.Id id) {
        requireGroup(id.group());
        Schedule schedule = schedules.get(id);
        if (schedule == null) {
            throw new ScheduleException(
                    Reason.NOT_FOUND, "Schedule " + id.name() + " does not exist.");
        }
        return schedule;
    }

    /// Those of the API, by group and name.
    synchronized List<Schedule> all() {
        return List.copyOf(schedules.values());
    }

    /// All that may fire.
    synchronized List<Schedule> firing() {
        List<Schedule> firing = new ArrayList<>(schedules.values());
        firing.addAll(declared);
        return firing;
    }

    String arn(Schedule.Id id) {
        return arnPrefix + id.group() + "/" + id.name();
    }

    /// Removes one that is over, unless it has been changed meanwhile.
    synchronized void complete(Schedule schedule) {
        if (schedules.remove(schedule.id(), schedule)) {
            save();
        }
    }

    private String put(Schedule.Id id, JsonNode body, Instant created) {
        schedules.put(id, ScheduleJson.read(id, body, created, now()));
        save();
        return arn(id);
    }

    private void requireGroup(String group) {
        if (!groups.contains(group)) {
            throw new ScheduleException(
                    Reason.NOT_FOUND, "Schedule group " + group + " does not exist.");
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private void load() {
        try {
            for (JsonNode json : MAPPER.readTree(PrivateFiles.read(file))) {
                Schedule.Id id =
                        new Schedule.Id(
                                json.path("GroupName").asText(), json.path("Name").asText());
                Instant created = Objects.requireNonNull(ScheduleJson.time(json, "CreationDate"));
                Instant modified =
                        Objects.requireNonNull(ScheduleJson.time(json, "LastModificationDate"));
                schedules.put(id, ScheduleJson.read(id, json, created, modified));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(file + " is not a list of schedules.", e);
        }
    }

    private void save() {
        ArrayNode all = MAPPER.createArrayNode();
        schedules.forEach((id, schedule) -> all.add(ScheduleJson.write(schedule, arn(id))));
        PrivateFiles.write(file, all.toPrettyString());
    }
}
