package dev.trawl.infra.sbom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Licences by `group:name`, from `licences.txt`.
public final class Licences {

    /// What may be in a zip, and why.
    public static final Map<String, String> ALLOWED =
            Map.of(
                    "Apache-2.0", "permissive",
                    "BSD-2-Clause", "permissive",
                    "BSD-3-Clause", "permissive",
                    "MIT", "permissive",
                    "MIT-0", "permissive",
                    "EPL-2.0", "Jakarta's interfaces and JSON, unchanged",
                    "CC-BY-2.5", "annotations of jcip, unchanged",
                    "LGPL-2.1-or-later", "MariaDB's driver, a jar of its own, unchanged",
                    "LGPL-3.0-only", "annotations of FindBugs, which nothing runs");

    private final NavigableMap<String, String> byCoordinates = new TreeMap<>();

    private Licences() {}

    /// Those of the file.
    public static Licences load() {
        Licences licences = new Licences();
        try (InputStream file =
                        Objects.requireNonNull(Licences.class.getResourceAsStream("licences.txt"));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .forEach(parts -> licences.byCoordinates.put(parts[0], parts[1]));
            return licences;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All lines.
    public Map<String, String> all() {
        return Map.copyOf(byCoordinates);
    }

    /// The component that a jar's file is, `group.name-version`; its group and name are known only
    /// if they are here, or Trawl's own.
    Optional<Component> component(String file, String sha256) {
        return byCoordinates.entrySet().stream()
                .flatMap(entry -> {
                    String[] coordinates = entry.getKey().split(":", -1);
                    return named(file, coordinates[0], coordinates[1])
                            .map(version ->
                                    new Component(
                                            coordinates[0],
                                            coordinates[1],
                                            version,
                                            sha256,
                                            entry.getValue()))
                            .stream();
                })
                .findFirst();
    }

    /// The version, if the file is of that library.
    static Optional<String> named(String file, String group, String name) {
        String prefix = group + "." + name + "-";
        return file.startsWith(prefix)
                        && file.length() > prefix.length()
                        && Character.isDigit(file.charAt(prefix.length()))
                ? Optional.of(file.substring(prefix.length()))
                : Optional.empty();
    }
}
