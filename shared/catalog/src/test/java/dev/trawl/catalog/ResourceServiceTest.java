package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
    void moreThanOneTransactionHoldsIsAppliedInSeveralAndSaysSo() {
        catalog.apply(Catalog.SOURCE);
        Applied whole = catalog.apply(datasets(0, 49));
        assertThat(whole.isAtomic()).isTrue();
        assertThat(whole.sequence()).isEqualTo(2);

        Applied parts = catalog.apply(datasets(20, 170));

        assertThat(parts.isAtomic()).isFalse();
        assertThat(parts.transactions()).isEqualTo(3);
        assertThat(parts.remaining()).isZero();
        assertThat(parts.sequence()).isEqualTo(5);
        assertThat(ResourceJson.applied(parts))
                .startsWith(
                        "{\"sequence\":5,\"unchanged\":29,\"atomic\":false,\"transactions\":3,\"remaining\":0,");
        assertThat(catalog.current().tables()).hasSize(170);
        assertThat(catalog.service.plan(Catalog.puts(datasets(200, 300)), Catalog.POLICIES))
                .extracting(Applied::transactions)
                .isEqualTo(3);
    }

    @Test
    void whatIsWrongAnywhereKeepsAllPartsOut() {
        catalog.apply(Catalog.SOURCE);
        assertThatThrownBy(() ->
                        catalog.apply(
                                datasets(0, 120)
                                        + "\n---\n"
                                        + Catalog.dataset("z", "id").replace("crm", "erp")))
                .hasMessageContaining("there is no source 'erp'");
        assertThat(catalog.service.list(ResourceKind.DATASET)).isEmpty();
    }

    @Test
    void anInterruptedApplySaysHowFarItCameAndGoesOnWhenItIsRepeated() {
        catalog.apply(Catalog.SOURCE);
        AtomicInteger left = new AtomicInteger(4);
        PolicyStore failing =
                (_, _) -> {
                    if (left.getAndDecrement() == 0) {
                        throw new TrawlException(ErrorCode.STORE_UNAVAILABLE, "away");
                    }
                    return "";
                };
        List<Change> changes = Catalog.puts(datasets(0, 120));

        assertThatThrownBy(() -> catalog.service.apply(changes, Catalog.AUTHOR, failing))
                .hasMessage(
                        "away (98 of 120 changes are applied, since they do not fit one transaction; mend this and apply the same again)");
        assertThat(catalog.current().tables()).hasSize(98);
        Applied rest = catalog.service.apply(changes, Catalog.AUTHOR, Catalog.POLICIES);
        assertThat(Catalog.kinds(rest).stream().filter(k -> k == Applied.Kind.CREATED)).hasSize(22);
        assertThat(catalog.current().tables()).hasSize(120);
    }

    @Test
    void theLogSaysWhatEachApplyChanged() {
        catalog.apply(BOTH);
        catalog.apply(Catalog.dataset("people", "number"));

        assertThat(catalog.service.revisions(10))
                .extracting(Revision::sequence, Revision::changes)
                .containsExactly(
                        tuple(2L, List.of("dataset/people")),
                        tuple(1L, List.of("source/crm", "dataset/people")));
        assertThat(catalog.service.revisions(1)).hasSize(1);
    }

    private static String datasets(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Catalog.dataset("d" + i, "id"))
                .collect(Collectors.joining("\n---\n"));
    }
}
