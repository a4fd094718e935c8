package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.schema.SchemaProblem;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What the schema of an Export cannot say of its files: which fields go together.
final class ExportFiles {
    private static final List<String> OF_FILES =
            List.of("partitionBy", "maxFileBytes", "registers", "encryption");

    private ExportFiles() {}

    static void check(JsonNode spec, List<SchemaProblem> problems) {
        boolean isArrow = spec.path("format").asText().equals("arrow");
        for (String field : OF_FILES) {
            if (spec.has(field) && spec.has("target")) {
                problems.add(
                        new SchemaProblem(
                                "/spec/" + field, "is for files, not for rows of a table"));
            } else if (spec.has(field) && isArrow && !field.equals("encryption")) {
                problems.add(
                        new SchemaProblem(
                                "/spec/" + field,
                                "is for files of the formats parquet, csv and jsonl"));
            }
        }
        JsonNode target = spec.path("target");
        boolean isMerge = target.path("mode").asText("append").equals("merge");
        if (spec.has("target") && isMerge != target.has("key")) {
            problems.add(
                    new SchemaProblem(
                            "/spec/target", "has a key for mode merge, and for no other mode"));
        }
        if (spec.has("retention") && spec.path("retention").isEmpty()) {
            problems.add(new SchemaProblem("/spec/retention", "says runs, days or both"));
        }
        Set<String> names = new HashSet<>();
        JsonNode columns = spec.path("partitionBy");
        for (int i = 0; i < columns.size(); i++) {
            if (!names.add(columns.path(i).asText().toLowerCase(Locale.ROOT))) {
                problems.add(
                        new SchemaProblem("/spec/partitionBy/" + i, "is a column named before"));
            }
        }
    }
}
