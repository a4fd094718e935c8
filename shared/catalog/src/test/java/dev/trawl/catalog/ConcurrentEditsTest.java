package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Editors with memories of their own read, think and write in an order that the seed draws; each
/// writes on the head that it read.
class ConcurrentEditsTest {
    private static final int EDITORS = 4;
    private static final int STEPS = 60;
    private static final int RESOURCES = 3;

    private final Catalog catalog = new Catalog();

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    /// What somebody has read and not written yet.
    private record Open(int resource, String head) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void noAcceptedEditIsLostAndNoneIsMadeOnAnOldHead(int seed) {
        Random random = new Random(seed);
        catalog.apply(Catalog.SOURCE);
        List<ResourceService> services =
                IntStream.range(0, EDITORS).mapToObj(_ -> catalog.service(catalog.items)).toList();
        List<Optional<Open>> open = new ArrayList<>();
        services.forEach(_ -> open.add(Optional.empty()));
        List<List<String>> accepted = new ArrayList<>();
        IntStream.range(0, RESOURCES).forEach(_ -> accepted.add(new ArrayList<>()));

        for (int step = 0; step < STEPS; step++) {
            int editor = random.nextInt(EDITORS);
            ResourceService service = services.get(editor);
            if (open.get(editor).isEmpty()) {
                int resource = random.nextInt(RESOURCES);
                String head =
                        service.find(ResourceKind.DATASET, "d" + resource)
                                .map(ResourceService.Current::head)
                                .orElse("");
                open.set(editor, Optional.of(new Open(resource, head)));
            } else {
                Open read = open.get(editor).orElseThrow();
                open.set(editor, Optional.empty());
                List<String> made = accepted.get(read.resource());
                String column = "c" + step;
                boolean isCurrent = read.head().equals(head(read.resource()));
                assertThat(edit(service, read, column)).as("step %d", step).isEqualTo(isCurrent);
                if (isCurrent) {
                    made.add(column);
                }
            }
        }

        for (int resource = 0; resource < RESOURCES; resource++) {
            List<ResourceEvent> events =
                    catalog.service.history(ResourceKind.DATASET, "d" + resource).reversed();
            assertThat(events)
                    .extracting(e -> column(e.resource()))
                    .isEqualTo(accepted.get(resource));
            for (int i = 1; i < events.size(); i++) {
                assertThat(events.get(i).head()).isEqualTo(events.get(i - 1).id());
            }
        }
        long edits = accepted.stream().mapToLong(List::size).sum();
        assertThat(CatalogHead.load(catalog.items).sequence()).isEqualTo(edits + 1);
        services.forEach(s ->
                assertThat(s.list(ResourceKind.DATASET))
                        .isEqualTo(catalog.service(catalog.items).list(ResourceKind.DATASET)));
    }

    private String head(int resource) {
        return catalog.service(catalog.items)
                .find(ResourceKind.DATASET, "d" + resource)
                .map(ResourceService.Current::head)
                .orElse("");
    }

    /// False if somebody else was first, which is told with the difference.
    private static boolean edit(ResourceService service, Open read, String column) {
        String name = "d" + read.resource();
        Resource resource = Catalog.puts(Catalog.dataset(name, column)).getFirst().resource();
        try {
            service.apply(
                    List.of(new Change(ResourceKind.DATASET, name, resource, read.head())),
                    Catalog.AUTHOR,
                    Catalog.POLICIES);
            return true;
        } catch (TrawlException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(e).hasMessageContaining("spec.columns[0].name");
            return false;
        }
    }

    private static String column(@Nullable Resource resource) {
        return resource == null
                ? "(deleted)"
                : resource.spec().path("columns").path(0).path("name").asText();
    }
}
