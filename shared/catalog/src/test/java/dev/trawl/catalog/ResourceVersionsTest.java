package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResourceVersionsTest {
    private static final Set<ResourceKind> POLICIES =
            Set.of(ResourceKind.POLICY, ResourceKind.PURPOSE);

    private final Catalog catalog = new Catalog();
    private final ResourceVersions versions = catalog.service.versions();

    @BeforeEach
    void change() {
        catalog.apply(Catalog.SOURCE + "\n---\n" + Catalog.dataset("people", "id"));
        catalog.apply(Catalog.dataset("people", "number"));
        catalog.service.recordDrift(
                ResourceKind.DATASET, "people", Catalog.AUTHOR, List.of("number is gone"));
    }

    @Test
    void aDifferenceIsOfTheLastChangeUnlessEventsAreNamed() {
        ResourceVersions.Difference last =
                versions.difference(ResourceKind.DATASET, "people", null, null);
        assertThat(last.from()).isEqualTo("000000000001-0001");
        assertThat(last.to()).isEqualTo("000000000002-0000");
        assertThat(last.changes()).containsExactly("spec.columns[0].name: \"id\" → \"number\"");
        assertThat(versions.difference(ResourceKind.DATASET, "people", last.to(), last.from()))
                .extracting(ResourceVersions.Difference::changes)
                .isEqualTo(List.of("spec.columns[0].name: \"number\" → \"id\""));
        assertThat(versions.difference(ResourceKind.SOURCE, "crm", null, null).changes())
                .containsExactly("spec.kind: (none) → \"jdbc\"");
    }

    @Test
    void theWayBackIsAChange() {
        Change back = versions.back(ResourceKind.DATASET, "people", null, "000000000002-0000");
        catalog.service.apply(List.of(back), Catalog.AUTHOR, Catalog.POLICIES);

        assertThat(catalog.current().tables().values())
                .singleElement()
                .satisfies(t -> assertThat(t.columns().getFirst().name()).isEqualTo("id"));
        assertThat(catalog.service.history(ResourceKind.DATASET, "people"))
                .filteredOn(e -> e.drift().isEmpty())
                .hasSize(3);
        assertThatThrownBy(() ->
                        catalog.service.apply(List.of(back), Catalog.AUTHOR, Catalog.POLICIES))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void whatNeverWasIsNotFound() {
        assertThatThrownBy(() -> versions.back(ResourceKind.DATASET, "people", "1", null))
                .hasMessage("dataset/people has no event '1'; its history lists them");
        assertThatThrownBy(() -> versions.back(ResourceKind.SOURCE, "crm", null, null))
                .hasMessage("source/crm has one state only; there is nothing to go back to");
        assertThatThrownBy(() -> versions.difference(ResourceKind.DATASET, "persons", null, null))
                .hasMessage("there is no dataset/persons");
        assertThatThrownBy(() -> versions.back(POLICIES, 3))
                .hasMessage("the catalog is at sequence 2 and was never at 3");
    }

    @Test
    void kindsGoBackTogether() {
        catalog.apply("{kind: Purpose, name: care, spec: {}}\n---\n" + policy("a", "care"));
        catalog.apply(policy("a", "sales") + "\n---\n{kind: Purpose, name: sales, spec: {}}");
        catalog.service.apply(
                List.of(
                        Change.delete(ResourceKind.POLICY, "a"),
                        Change.delete(ResourceKind.PURPOSE, "care")),
                Catalog.AUTHOR,
                Catalog.POLICIES);

        List<Change> back = versions.back(POLICIES, 3);

        assertThat(back)
                .extracting(c -> c.id() + (c.resource() == null ? " -" : " +"))
                .containsExactly("policy/a +", "purpose/care +", "purpose/sales -");
        catalog.service.apply(back, Catalog.AUTHOR, Catalog.POLICIES);
        assertThat(versions.back(POLICIES, 3)).isEmpty();
        assertThat(versions.back(POLICIES, 0))
                .extracting(Change::id)
                .containsExactly("policy/a", "purpose/care");
    }

    private static String policy(String name, String purpose) {
        return "{kind: Policy, name: %s, spec: {rules: [{name: r, resources: [\"*\"], purposes: [%s]}]}}"
                .formatted(name, purpose);
    }
}
