package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.schema.SchemaProblem;
import dev.trawl.catalog.schema.Schemas;
import dev.trawl.plan.TypeParser;
import dev.trawl.protocol.SqlPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Checks one resource by itself: by its schema, and what a schema cannot say.
final class ResourceCheck {
    private ResourceCheck() {}

    /// @throws FailedException with all that is wrong
    static void require(Resource resource, JsonNode document) throws FailedException {
        List<SchemaProblem> problems = new ArrayList<>(Schemas.check(resource.kind(), document));
        if (problems.isEmpty() && resource.kind() == ResourceKind.DATASET) {
            types(resource.spec().path("columns"), problems);
        }
        if (problems.isEmpty() && resource.kind() == ResourceKind.CHECK) {
            Expectations.check(resource.spec().path("expect"), problems);
        }
        if (problems.isEmpty() && resource.kind() == ResourceKind.EXPORT) {
            ExportSchedule.check(resource.spec(), problems);
            ExportFiles.check(resource.spec(), problems);
            ExportParameters.check(resource.spec(), problems);
        }
        if (!problems.isEmpty()) {
            throw new FailedException(resource.id(), problems);
        }
    }

    private static void types(JsonNode columns, List<SchemaProblem> problems) {
        for (int i = 0; i < columns.size(); i++) {
            try {
                TypeParser.parse(columns.path(i).path("type").asText());
            } catch (IllegalArgumentException e) {
                problems.add(
                        new SchemaProblem(
                                "/spec/columns/%d/type".formatted(i),
                                "is no type: " + e.getMessage()));
            }
        }
    }

    /// Carries what is wrong to where the text is that it is in.
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String resource;
        private final transient List<SchemaProblem> problems;

        FailedException(String resource, List<SchemaProblem> problems) {
            super(resource, null, false, false);
            this.resource = resource;
            this.problems = List.copyOf(problems);
        }

        /// Pointer to the first thing that is wrong.
        String first() {
            return problems.getFirst().pointer();
        }

        /// All of it in words.
        ///
        /// @param places of pointers
        String told(Function<String, Optional<SqlPosition>> places) {
            return problems.stream()
                    .map(p ->
                            p
                                    + places.apply(p.pointer())
                                            .map(at -> " (line %d)".formatted(at.line()))
                                            .orElse(""))
                    .collect(Collectors.joining("; ", resource + ": ", ""));
        }
    }
}
