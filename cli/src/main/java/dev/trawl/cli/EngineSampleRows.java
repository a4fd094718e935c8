package dev.trawl.cli;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.policy.SampleRows;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.source.run.RowTrial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sample rows of policy tests, shown by the stages and the engine that sources have.
final class EngineSampleRows implements SampleRows {
    @Override
    public List<Map<String, @Nullable String>> shown(
            GrantedRelation relation,
            CatalogTable table,
            List<Map<String, @Nullable String>> rows) {
        for (Map<String, @Nullable String> row : rows) {
            for (String name : row.keySet()) {
                if (table.column(name).isEmpty()) {
                    throw new IllegalArgumentException(
                            "%s has no column '%s'".formatted(table.name(), name));
                }
            }
        }
        List<List<Expr.Literal>> values = new ArrayList<>();
        for (Map<String, @Nullable String> row : rows) {
            List<Expr.Literal> literals = new ArrayList<>();
            for (Field field : relation.inputs()) {
                literals.add(literal(row.get(field.name()), field));
            }
            values.add(literals);
        }
        Path scratch = folder();
        try {
            return texts(relation, new RowTrial(scratch).shown(relation, table, values));
        } finally {
            remove(scratch);
        }
    }

    private static Expr.Literal literal(@Nullable String text, Field field) {
        if (text == null) {
            return Literals.ofNull(field.type());
        }
        try {
            return Literals.fromText(text, field.type());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "column '%s': %s".formatted(field.name(), e.getMessage()), e);
        }
    }

    private static List<Map<String, @Nullable String>> texts(
            GrantedRelation relation, List<List<@Nullable Object>> rows) {
        List<Field> fields = relation.governedFields();
        List<Map<String, @Nullable String>> texts = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            Map<String, @Nullable String> text = new TreeMap<>();
            for (int i = 0; i < fields.size(); i++) {
                Object value = row.get(i);
                text.put(fields.get(i).name(), value == null ? null : Literals.toText(value));
            }
            texts.add(text);
        }
        return texts;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("trawl-policy-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a temporary folder.", e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + folder + ".", e);
        }
    }
}
