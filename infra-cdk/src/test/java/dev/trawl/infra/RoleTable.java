package dev.trawl.infra;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// What the roles of a template may do.
record RoleTable(List<Statement> statements) {

    /// One statement of a role, or of a managed policy that it has.
    record Statement(
            String role,
            String sid,
            String effect,
            List<String> actions,
            List<String> resources,
            String condition) {

        String text() {
            return "  "
                    + effect
                    + (sid.isEmpty() ? "" : " " + sid)
                    + "\n    may  "
                    + String.join(", ", actions)
                    + resources.stream().map(r -> "\n    on   " + r).collect(Collectors.joining())
                    + (condition.isEmpty() ? "" : "\n    if   " + condition);
        }
    }

    static RoleTable of(JsonNode template) {
        List<Statement> statements = new ArrayList<>();
        Templates.resources(template, "AWS::IAM::Role")
                .forEach((id, role) -> {
                    statements.add(trust(id, role));
                    role.path("Properties")
                            .path("ManagedPolicyArns")
                            .forEach(arn -> statements.add(managed(id, arn)));
                });
        Templates.resources(template, "AWS::IAM::Policy")
                .values()
                .forEach(policy -> addInline(policy.path("Properties"), statements));
        statements.sort(Comparator.comparing(Statement::role).thenComparing(Statement::text));
        return new RoleTable(statements);
    }

    /// Of one role.
    List<Statement> of(String role) {
        return statements.stream().filter(s -> s.role().equals(role)).toList();
    }

    String text() {
        Map<String, List<Statement>> byRole =
                statements.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Statement::role, TreeMap::new, Collectors.toList()));
        return byRole.entrySet().stream()
                .map(e ->
                        e.getKey()
                                + "\n"
                                + e.getValue().stream()
                                        .map(Statement::text)
                                        .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n\n", "", "\n"));
    }

    private static Statement trust(String id, JsonNode role) {
        JsonNode statement =
                role.path("Properties").path("AssumeRolePolicyDocument").path("Statement").path(0);
        return new Statement(
                name(id),
                "",
                "Is assumed by",
                List.of(Templates.flat(statement.path("Principal").path("Service"))),
                List.of(),
                condition(statement.path("Condition")));
    }

    private static Statement managed(String id, JsonNode arn) {
        return new Statement(name(id), "", "Has", List.of(Templates.flat(arn)), List.of(), "");
    }

    private static void addInline(JsonNode policy, List<Statement> statements) {
        String role = name(policy.path("Roles").path(0).path("Ref").asText());
        for (JsonNode statement : policy.path("PolicyDocument").path("Statement")) {
            statements.add(
                    new Statement(
                            role,
                            statement.path("Sid").asText(""),
                            statement.path("Effect").asText(),
                            list(statement.path("Action")),
                            list(statement.path("Resource")),
                            condition(statement.path("Condition"))));
        }
    }

    private static List<String> list(JsonNode value) {
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(Templates::flat)
                        .sorted()
                        .toList()
                : List.of(Templates.flat(value));
    }

    private static String condition(JsonNode condition) {
        List<String> parts = new ArrayList<>();
        condition
                .properties()
                .forEach(operator ->
                        operator.getValue()
                                .properties()
                                .forEach(key ->
                                        parts.add(
                                                key.getKey()
                                                        + " "
                                                        + operator.getKey()
                                                        + " "
                                                        + Templates.flat(key.getValue()))));
        return parts.stream().sorted().collect(Collectors.joining("; "));
    }

    /// `sourcebookingsRole1A2B3C4D` is `sourcebookings`.
    private static String name(String logicalId) {
        return logicalId.replaceAll("(Service)?Role[0-9A-F]{8}$", "");
    }
}
