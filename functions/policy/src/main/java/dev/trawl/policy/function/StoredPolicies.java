package dev.trawl.policy.function;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.Resource;
import dev.trawl.policy.FilterCompiler;
import dev.trawl.policy.PolicyCompiler;
import dev.trawl.policy.PolicyResource;
import dev.trawl.policy.PolicySet;
import dev.trawl.policy.PolicySnapshot;
import dev.trawl.policy.Problem;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Policy snapshots in the state bucket, named by the hash of their text.
final class StoredPolicies {
    private static final int PROBLEMS_MAX = 50;

    private final ObjectStore state;
    private final FilterCompiler filters;
    private final PolicySet none;

    StoredPolicies(ObjectStore state, FilterCompiler filters) {
        this.state = state;
        this.filters = filters;
        this.none = compile(List.of(), new CatalogSnapshot("", Map.of(), Map.of(), Map.of()));
    }

    /// The policies of that hash; the empty hash has none.
    ///
    /// @throws TrawlException if they cannot be read, or are not what the hash says
    PolicySet load(String hash) {
        if (hash.isEmpty()) {
            return none;
        }
        String text = new String(state.load(key(hash)), StandardCharsets.UTF_8);
        if (!Hashes.sha256(text).equals(hash)) {
            throw new TrawlException(
                    ErrorCode.POLICY_UNAVAILABLE, "the stored policies are not what was applied");
        }
        return PolicySnapshot.read(text, filters);
    }

    /// Compiles resources of kinds Policy, Purpose and Principal.
    ///
    /// @throws TrawlException INVALID_RESOURCE with every problem and its place
    PolicySet compile(List<PolicyResource> resources, CatalogSnapshot catalog) {
        return switch (new PolicyCompiler(filters).compile(resources, catalog)) {
            case PolicyCompiler.Compiled compiled -> compiled.policies();
            case PolicyCompiler.Rejected rejected ->
                    throw new TrawlException(
                            ErrorCode.INVALID_RESOURCE, words(rejected.problems()));
        };
    }

    /// Compiles and stores what an apply leaves, as {@link dev.trawl.catalog.PolicyStore} asks.
    String store(List<Resource> resources, CatalogSnapshot catalog) {
        return store(compile(resources.stream(), catalog));
    }

    /// Compiles what an apply would leave; nothing is stored.
    PolicySet compile(Stream<Resource> resources, CatalogSnapshot catalog) {
        return compile(resources.map(StoredPolicies::policy).toList(), catalog);
    }

    /// Whether the policy hands out power over declared resources.
    static boolean administers(Resource policy) {
        return policy.spec()
                .path("rules")
                .valueStream()
                .flatMap(rule -> rule.path("actions").valueStream())
                .map(JsonNode::asText)
                .anyMatch(
                        a -> a.equals(Action.ADMINISTER.text()) || a.equals(Action.ACT_AS.text()));
    }

    private static PolicyResource policy(Resource resource) {
        PolicyResource.Kind kind =
                switch (resource.kind()) {
                    case POLICY -> PolicyResource.Kind.POLICY;
                    case PURPOSE -> PolicyResource.Kind.PURPOSE;
                    case PRINCIPAL -> PolicyResource.Kind.PRINCIPAL;
                    case SOURCE, DATASET, EXPORT, CHECK ->
                            throw new IllegalArgumentException(
                                    "decisions do not depend on " + resource.id());
                };
        return new PolicyResource(kind, resource.name(), resource.spec());
    }

    /// Stores the policies and gives their hash; storing them again changes nothing.
    String store(PolicySet policies) {
        String text = PolicySnapshot.write(policies);
        String hash = Hashes.sha256(text);
        state.create(key(hash), text.getBytes(StandardCharsets.UTF_8), "application/json");
        return hash;
    }

    private static String key(String hash) {
        return "policy/" + hash + ".json";
    }

    private static String words(List<Problem> problems) {
        String more =
                problems.size() > PROBLEMS_MAX
                        ? "; and %d more".formatted(problems.size() - PROBLEMS_MAX)
                        : "";
        return "the policies do not compile: "
                + problems.stream()
                        .limit(PROBLEMS_MAX)
                        .map(Problem::toString)
                        .collect(Collectors.joining("; "))
                + more;
    }
}
