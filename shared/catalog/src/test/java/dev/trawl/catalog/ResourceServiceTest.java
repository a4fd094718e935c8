package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResourceServiceTest {
    private static final String BOTH = Catalog.SOURCE + "\n---\n" + Catalog.dataset("people", "id");

    private final Catalog catalog = new Catalog();

    @Test
    void whatIsNewIsCreated() {
        Applied applied = catalog.apply(BOTH);
        assertThat(Catalog.kinds(applied))
                .containsExactly(Applied.Kind.CREATED, Applied.Kind.CREATED);
        assertThat(applied.sequence()).isEqualTo(1);
        assertThat(catalog.current().tables()).hasSize(1);
    }

    @Test
    void whatIsAsAskedIsLeftAlone() {
        catalog.apply(BOTH);
        Applied again = catalog.apply(BOTH);
        assertThat(Catalog.kinds(again))
                .containsExactly(Applied.Kind.UNCHANGED, Applied.Kind.UNCHANGED);
        assertThat(again.sequence()).isEqualTo(1);
        assertThat(catalog.service.history(ResourceKind.DATASET, "people")).hasSize(1);
    }

    @Test
    void historyIsLinearAndTheLatestFirst() {
        catalog.apply(BOTH);
        catalog.apply(Catalog.dataset("people", "number"));
        catalog.service.apply(
                List.of(Change.delete(ResourceKind.DATASET, "people")),
                Catalog.AUTHOR,
                Catalog.POLICIES);
        List<ResourceEvent> events = catalog.service.history(ResourceKind.DATASET, "people");
        assertThat(events).hasSize(3).allMatch(e -> e.author().equals(Catalog.AUTHOR));
        assertThat(events.getFirst().resource()).isNull();
        assertThat(events.get(0).head()).isEqualTo(events.get(1).id());
        assertThat(events.get(1).head()).isEqualTo(events.get(2).id());
        assertThat(events.get(2).head()).isEmpty();
    }

    @Test
    void whatIsDeletedIsGoneAndMayComeBack() {
        catalog.apply(BOTH);
        Applied deleted =
                catalog.service.apply(
                        List.of(Change.delete(ResourceKind.DATASET, "people")),
                        Catalog.AUTHOR,
                        Catalog.POLICIES);
        assertThat(Catalog.kinds(deleted)).containsExactly(Applied.Kind.DELETED);
        assertThat(catalog.service.find(ResourceKind.DATASET, "people")).isEmpty();
        assertThat(catalog.service.list(ResourceKind.DATASET)).isEmpty();
        assertThat(catalog.current().tables()).isEmpty();
        assertThat(Catalog.kinds(catalog.apply(BOTH)))
                .containsExactly(Applied.Kind.UNCHANGED, Applied.Kind.CREATED);
    }

    @Test
    void anOldHeadIsAConflictThatSaysWhatDiffers() {
        catalog.apply(BOTH);
        String seen = catalog.service.find(ResourceKind.DATASET, "people").orElseThrow().head();
        catalog.apply(Catalog.dataset("people", "number"));
        Resource mine = Catalog.puts(Catalog.dataset("people", "mine")).getFirst().resource();
        Change change = new Change(ResourceKind.DATASET, "people", mine, seen);
        assertThatThrownBy(() ->
                        catalog.service.apply(List.of(change), Catalog.AUTHOR, Catalog.POLICIES))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("dataset/people")
                .hasMessageContaining(seen);
        assertThat(catalog.service.history(ResourceKind.DATASET, "people")).hasSize(2);
    }

    @Test
    void aSourceThatDatasetsNameStays() {
        catalog.apply(BOTH);
        Change delete = Change.delete(ResourceKind.SOURCE, "crm");
        assertThatThrownBy(() ->
                        catalog.service.apply(List.of(delete), Catalog.AUTHOR, Catalog.POLICIES))
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IN_USE))
                .hasMessageContaining("dataset/people");
        assertThat(
                        catalog.service.apply(
                                List.of(Change.delete(ResourceKind.DATASET, "people"), delete),
                                Catalog.AUTHOR,
                                Catalog.POLICIES))
                .extracting(Applied::sequence)
                .isEqualTo(2L);
    }

    @Test
    void anInvalidResourceKeepsAllOthersOut() {
        assertThatThrownBy(() ->
                        catalog.apply(
                                BOTH
                                        + "\n---\n"
                                        + Catalog.dataset("p", "id").replace("crm", "erp")))
                .isInstanceOf(TrawlException.class)
                .hasMessageContaining("dataset/p: spec.source: there is no source 'erp'");
        assertThat(catalog.service.list(ResourceKind.SOURCE)).isEmpty();
        assertThat(CatalogHead.load(catalog.items).sequence()).isZero();
    }

    @Test
    void aRefusedPolicyKeepsEverythingOut() {
        PolicyStore refusing =
                (_, _) -> {
                    throw new TrawlException(ErrorCode.INVALID_RESOURCE, "policy/x: no");
                };
        List<Change> changes = Catalog.puts(BOTH);
        assertThatThrownBy(() -> catalog.service.apply(changes, Catalog.AUTHOR, refusing))
                .hasMessage("policy/x: no");
        assertThat(catalog.service.list(ResourceKind.SOURCE)).isEmpty();
    }

    @Test
    void aPlanChangesNothing() {
        Applied plan = catalog.service.plan(Catalog.puts(BOTH), Catalog.POLICIES);
        assertThat(Catalog.kinds(plan)).containsExactly(Applied.Kind.CREATED, Applied.Kind.CREATED);
        assertThat(catalog.service.list(ResourceKind.DATASET)).isEmpty();
        assertThat(CatalogHead.load(catalog.items).sequence()).isZero();
    }

    @Test
    void moreThanOneTransactionHoldsIsRefused() {
        catalog.apply(Catalog.SOURCE);
        assertThat(catalog.apply(datasets(0, 49)).outcomes()).hasSize(49);
        assertThatThrownBy(() -> catalog.apply(datasets(100, 150)))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE))
                .hasMessageContaining("49");
        assertThat(catalog.service.list(ResourceKind.DATASET)).hasSize(49);
    }

    private static String datasets(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Catalog.dataset("d" + i, "id"))
                .collect(Collectors.joining("\n---\n"));
    }
}
