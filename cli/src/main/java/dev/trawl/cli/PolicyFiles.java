package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.ExportSchedule;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.SnapshotBuilder;
import dev.trawl.policy.CalciteFilters;
import dev.trawl.policy.Finding;
import dev.trawl.policy.PolicyCase;
import dev.trawl.policy.PolicyCases;
import dev.trawl.policy.PolicyCompiler;
import dev.trawl.policy.PolicyLint;
import dev.trawl.policy.PolicyResource;
import dev.trawl.policy.PolicySet;
import dev.trawl.policy.Problem;
import dev.trawl.protocol.TrawlException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Resources and cases of files: datasets make the catalog, policies, purposes and principals the
/// policies. Documents that are neither are left out.
///
/// @param resources all that the files declare
/// @param policies in the order of the files
/// @param cases of documents with the field `cases`
record PolicyFiles(
        List<Resource> resources,
        CatalogSnapshot catalog,
        List<PolicyResource> policies,
        List<PolicyCase> cases) {
    PolicyFiles {
        resources = List.copyOf(resources);
        policies = List.copyOf(policies);
        cases = List.copyOf(cases);
    }

    static PolicyFiles read(List<Path> paths) {
        ArrayNode resources = JsonNodeFactory.instance.arrayNode();
        List<PolicyCase> cases = new ArrayList<>();
        List<Documents.Text> texts = Documents.texts(paths);
        try {
            for (JsonNode document : Documents.parse(texts)) {
                if (document.has("cases")) {
                    cases.addAll(PolicyCases.parse(document));
                } else if (document.has("kind")
                        || document.path("type").asText().equals("policy")) {
                    resources.add(document);
                }
            }
            List<Resource> parsed = ResourceDocuments.parse(resources.toString());
            return new PolicyFiles(
                    parsed,
                    SnapshotBuilder.build(parsed),
                    parsed.stream().flatMap(PolicyFiles::policy).toList(),
                    cases);
        } catch (TrawlException e) {
            throw new CommandException(YamlProblem.placed(ofResources(texts), e.text()));
        }
    }

    private static List<Documents.Text> ofResources(List<Documents.Text> texts) {
        return texts.stream()
                .filter(text ->
                        Documents.parse(List.of(text)).stream()
                                .noneMatch(document -> document.has("cases")))
                .toList();
    }

    private static Stream<PolicyResource> policy(Resource resource) {
        return Stream.of(PolicyResource.Kind.values())
                .filter(kind -> kind.name().equalsIgnoreCase(resource.kind().text()))
                .map(kind -> new PolicyResource(kind, resource.name(), resource.spec()));
    }

    /// What apply would refuse, and what is hardly meant.
    List<Finding> lint() {
        List<Finding> findings =
                new ArrayList<>(
                        PolicyLint.check(policies, catalog, new CalciteFilters(), Instant.now()));
        ExportSchedule.circles(resources)
                .forEach((name, text) ->
                        findings.add(
                                new Finding(Finding.Severity.ERROR, "export/" + name, text, "")));
        return findings.stream().sorted().toList();
    }

    PolicySet compiled() {
        return switch (new PolicyCompiler(new CalciteFilters()).compile(policies, catalog)) {
            case PolicyCompiler.Compiled(PolicySet set) -> set;
            case PolicyCompiler.Rejected(List<Problem> problems) ->
                    throw new CommandException(
                            "The policies do not compile:\n"
                                    + problems.stream()
                                            .map(p -> "  " + p)
                                            .collect(Collectors.joining("\n")));
        };
    }
}
