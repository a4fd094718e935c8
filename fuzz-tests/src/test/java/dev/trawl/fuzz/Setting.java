package dev.trawl.fuzz;

import dev.trawl.testkit.MariaDbServer;
import dev.trawl.testkit.fuzz.FuzzTables;
import dev.trawl.testkit.fuzz.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a query is run.
///
/// @param places of the tables by name
/// @param pushdown as requests name it
/// @param splitsMax absent to leave it to the query function
record Setting(Map<String, Place> places, String pushdown, @Nullable Integer splitsMax) {
    private static final List<Place> PLACES =
            MariaDbServer.isInstalled() ? List.of(Place.values()) : List.of(Place.LAKE, Place.PG);

    Setting {
        places = Map.copyOf(places);
    }

    /// Once with all pushed and once with nothing, of tables in one place or apart, in splits or
    /// not: what one query does not combine, others do.
    static List<Setting> of(long seed) {
        Random random = Seeds.random(seed);
        Place one = PLACES.get(Math.toIntExact(Math.floorMod(seed, (long) PLACES.size())));
        boolean isPushed = random.nextBoolean();
        return List.of(
                new Setting(
                        random.nextBoolean() ? places(_ -> one) : apart(random),
                        isPushed ? "none" : "full",
                        null),
                new Setting(apart(random), isPushed ? "full" : "none", 1 + random.nextInt(4)));
    }

    private static Map<String, Place> apart(Random random) {
        return places(_ -> PLACES.get(random.nextInt(PLACES.size())));
    }

    private static Map<String, Place> places(java.util.function.Function<String, Place> choice) {
        Map<String, Place> places = new TreeMap<>();
        for (int t = 0; t < FuzzTables.COUNT; t++) {
            Place place = choice.apply("t" + t);
            boolean isNan = FuzzTables.WITH_NAN.equals("t" + t) && place == Place.MARIA;
            places.put("t" + t, isNan ? Place.PG : place);
        }
        return places;
    }

    /// Full names by table.
    Map<String, String> names() {
        Map<String, String> names = new TreeMap<>();
        places.forEach((table, place) -> names.put(table, place.source() + ".w." + table));
        return names;
    }

    /// As {@link #parse} reads it.
    String text() {
        return new TreeMap<>(places)
                        .entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue().source())
                                .collect(Collectors.joining(" "))
                + " pushdown="
                + pushdown
                + (splitsMax == null ? "" : " splits=" + splitsMax);
    }

    static Setting parse(String text) {
        Map<String, Place> places = new TreeMap<>();
        String pushdown = "full";
        Integer splits = null;
        for (List<String> pair :
                Arrays.stream(text.strip().split(" ")).map(p -> List.of(p.split("="))).toList()) {
            switch (pair.getFirst()) {
                case "pushdown" -> pushdown = pair.getLast();
                case "splits" -> splits = Integer.valueOf(pair.getLast());
                default ->
                        places.put(
                                pair.getFirst(),
                                Place.valueOf(pair.getLast().toUpperCase(Locale.ROOT)));
            }
        }
        return new Setting(places, pushdown, splits);
    }
}
