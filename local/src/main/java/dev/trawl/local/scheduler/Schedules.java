package dev.trawl.local.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.trawl.local.aws.PrivateFiles;
import dev.trawl.local.scheduler.ScheduleException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// The fleet's schedules, kept in one file. Thread-safe.
public final class Schedules {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path file;
    private final String arnPrefix;
    private final Clock clock;
    private final NavigableMap<String, Schedule> schedules = new TreeMap<>();

    /// The schedules in `file`, which need not exist yet; `clock` gives their times of creation.
    public Schedules(Path file, String region, String account, Clock clock) {
        this.file = file;
        this.arnPrefix = "arn:aws:scheduler:" + region + ":" + account + ":schedule/default/";
        this.clock = clock;
        if (Files.exists(file)) {
            load();
        }
    }

    synchronized String create(String name, JsonNode body) {
        if (schedules.containsKey(name)) {
            throw new ScheduleException(Reason.CONFLICT, "Schedule " + name + " already exists.");
        }
        return put(name, body, now());
    }

    synchronized String update(String name, JsonNode body) {
        return put(name, body, find(name).created());
    }

    synchronized void delete(String name) {
        find(name);
        schedules.remove(name);
        save();
    }

    synchronized Schedule find(String name) {
        Schedule schedule = schedules.get(name);
        if (schedule == null) {
            throw new ScheduleException(Reason.NOT_FOUND, "Schedule " + name + " does not exist.");
        }
        return schedule;
    }

    synchronized List<Schedule> all() {
        return List.copyOf(schedules.values());
    }

    String arn(String name) {
        return arnPrefix + name;
    }

    /// Removes one that is over, unless it has been changed meanwhile.
    synchronized void complete(Schedule schedule) {
        if (schedules.remove(schedule.name(), schedule)) {
            save();
        }
    }

    private String put(String name, JsonNode body, Instant created) {
        schedules.put(name, ScheduleJson.read(name, body, created, now()));
        save();
        return arn(name);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private void load() {
        try {
            for (JsonNode json : MAPPER.readTree(PrivateFiles.read(file))) {
                String name = json.path("Name").asText();
                Instant created = Objects.requireNonNull(ScheduleJson.time(json, "CreationDate"));
                Instant modified =
                        Objects.requireNonNull(ScheduleJson.time(json, "LastModificationDate"));
                schedules.put(name, ScheduleJson.read(name, json, created, modified));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(file + " is not a list of schedules.", e);
        }
    }

    private void save() {
        ArrayNode all = MAPPER.createArrayNode();
        for (Map.Entry<String, Schedule> schedule : schedules.entrySet()) {
            all.add(ScheduleJson.write(schedule.getValue(), arn(schedule.getKey())));
        }
        PrivateFiles.write(file, all.toPrettyString());
    }
}
