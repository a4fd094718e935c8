package dev.trawl.scan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.catalog.Resource;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.PersonalData;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A dataset's columns as somebody classified them, beside what scans found in them.
final class Classification {
    /// Said of a column that holds no personal data.
    static final String NONE = "none";

    private static final Set<String> TAGS =
            Arrays.stream(PersonalData.values())
                    .map(PersonalData::tag)
                    .collect(Collectors.toUnmodifiableSet());

    private final Resource dataset;
    private final List<Column> columns;

    private Classification(Resource dataset, List<Column> columns) {
        this.dataset = dataset;
        this.columns = columns;
    }

    /// How what is declared of a column and what was found in it stand to each other.
    enum State {
        /// Nobody classified it and nothing was found: it is hidden.
        UNCLASSIFIED,
        /// Nobody classified it, a scan proposes to: it is hidden.
        PROPOSED,
        /// It is classified, and nothing speaks against it.
        CONFIRMED,
        /// It is classified as something else than scans find in it.
        OVERRIDDEN;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param found absent if no scan looked into it
    record Column(
            String name,
            String type,
            List<String> tags,
            State state,
            SourceAnswer.@Nullable ColumnProfile found) {
        void write(JsonWriter out) {
            out.object(o -> {
                o.field("name").string(name);
                o.field("type").string(type);
                o.field("state").string(state.text());
                o.field("tags").list(tags, JsonWriter::string);
                if (found != null) {
                    PersonalData kind = found.found();
                    if (kind != null) {
                        o.field("found").string(kind.text());
                        o.field("confidence").integer(found.confidence());
                    }
                    o.field("examined").integer(found.examined());
                    o.field("matched").integer(found.matched());
                    o.field("nulls").integer(found.nulls());
                    o.field("distinct").integer(found.distinct());
                    o.field("width").integer(found.width());
                }
            });
        }

        @Nullable PersonalData kind() {
            return found == null ? null : found.found();
        }
    }

    /// @throws TrawlException INVALID_REQUEST for a view, which has no columns of its own
    static Classification of(Resource dataset, Profiles.@Nullable Profile profile) {
        if (dataset.spec().has("query")) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "dataset '%s' is a view; its columns are what those are that it reads"
                            .formatted(dataset.name()));
        }
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : dataset.spec().path("columns")) {
            columns.add(column(column, profile));
        }
        return new Classification(dataset, List.copyOf(columns));
    }

    private static Column column(JsonNode column, Profiles.@Nullable Profile profile) {
        String name = column.path("name").asText();
        List<String> tags = new ArrayList<>();
        column.path("tags").forEach(t -> tags.add(t.asText()));
        SourceAnswer.ColumnProfile found =
                profile == null ? null : profile.column(name).orElse(null);
        PersonalData kind = found == null ? null : found.found();
        boolean isClassified = column.path("classified").asBoolean(true);
        State state =
                !isClassified
                        ? kind == null ? State.UNCLASSIFIED : State.PROPOSED
                        : kind == null || tags.contains(kind.tag())
                                ? State.CONFIRMED
                                : State.OVERRIDDEN;
        return new Column(name, column.path("type").asText(), List.copyOf(tags), state, found);
    }

    List<Column> columns() {
        return columns;
    }

    /// What a steward decided.
    ///
    /// @param columns `none` or a kind of personal data for each named column
    /// @param confidenceMin from which on proposals of other columns are taken; none if above 100
    /// @param clearsRest whether columns in which nothing was found are declared to hold none
    record Verdict(Map<String, String> columns, int confidenceMin, boolean clearsRest) {
        Verdict {
            columns = Map.copyOf(columns);
        }
    }

    /// The dataset as it is after a verdict; the same one if it changes nothing.
    ///
    /// @throws TrawlException INVALID_REQUEST for columns or kinds that are not there
    Resource after(Verdict verdict) {
        Set<String> unknown = new TreeSet<>(verdict.columns().keySet());
        columns.forEach(c -> unknown.remove(c.name()));
        if (!unknown.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "dataset '%s' has no column %s"
                            .formatted(dataset.name(), String.join(", ", unknown)));
        }
        ObjectNode spec = dataset.spec().deepCopy();
        for (int i = 0; i < columns.size(); i++) {
            String kind = decided(columns.get(i), verdict);
            if (kind != null) {
                classify((ObjectNode) spec.path("columns").path(i), kind);
            }
        }
        return new Resource(
                dataset.kind(),
                dataset.name(),
                dataset.description(),
                dataset.owner(),
                dataset.tags(),
                spec);
    }

    private static @Nullable String decided(Column column, Verdict verdict) {
        String said = verdict.columns().get(column.name());
        if (said != null) {
            return said;
        }
        PersonalData kind = column.kind();
        return switch (column.state()) {
            case PROPOSED ->
                    kind != null
                                    && column.found() != null
                                    && column.found().confidence() >= verdict.confidenceMin()
                            ? kind.text()
                            : null;
            case UNCLASSIFIED -> verdict.clearsRest() && column.found() != null ? NONE : null;
            case CONFIRMED, OVERRIDDEN -> null;
        };
    }

    private static void classify(ObjectNode column, String kind) {
        Set<String> tags = new TreeSet<>();
        column.path("tags").forEach(t -> tags.add(t.asText()));
        tags.removeAll(TAGS);
        if (!kind.equals(NONE)) {
            tags.add(known(kind).tag());
        }
        column.remove("classified");
        column.remove("tags");
        if (!tags.isEmpty()) {
            ArrayNode written = column.putArray("tags");
            tags.forEach(written::add);
        }
    }

    static PersonalData known(String kind) {
        return PersonalData.find(kind)
                .orElseThrow(() ->
                        new TrawlException(
                                ErrorCode.INVALID_REQUEST,
                                "'%s' is none of %s, none"
                                        .formatted(
                                                kind,
                                                Arrays.stream(PersonalData.values())
                                                        .map(PersonalData::text)
                                                        .collect(Collectors.joining(", ")))));
    }
}
