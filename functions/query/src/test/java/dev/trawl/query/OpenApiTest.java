package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.query.api.OpenApi;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    @Test
    void describesEveryRouteAndNoOther() {
        try (Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 1)) {
            Set<String> routes =
                    fleet.front().router().routes().stream()
                            .map(Object::toString)
                            .collect(Collectors.toCollection(TreeSet::new));

            assertThat(described(OpenApi.response().bodyText())).isEqualTo(routes);
        }
    }

    @Test
    void healthAndDescriptionNeedNoToken() {
        try (Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 1)) {
            assertThat(fleet.send("GET", "/v1/health", Map.of(), "").bodyText())
                    .isEqualTo("{\"status\":\"ok\"}");
            assertThat(fleet.send("GET", "/v1/openapi.yaml", Map.of(), "").status()).isEqualTo(200);
        }
    }

    @Test
    void everyOtherRouteNeedsOne() {
        try (Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 1)) {
            fleet.front().router().routes().stream()
                    .filter(r -> !Set.of("/v1/health", "/v1/openapi.yaml").contains(r.pattern()))
                    .forEach(route -> {
                        String path = route.pattern().replace("{id}", "0".repeat(32));
                        assertThat(fleet.send(route.method(), path, Map.of(), "{}").status())
                                .as(route.toString())
                                .isEqualTo(401);
                        assertThat(
                                        fleet.send(
                                                        route.method(),
                                                        path,
                                                        Map.of("authorization", "Bearer bad"),
                                                        "{}")
                                                .status())
                                .as(route.toString())
                                .isEqualTo(401);
                    });
        }
    }

    /// Methods and paths, by the document's indentation.
    private static Set<String> described(String yaml) {
        Set<String> routes = new TreeSet<>();
        String path = "";
        for (String line : yaml.lines().toList()) {
            if (line.startsWith("  /")) {
                path = line.strip().replace(":", "");
            } else if (line.matches("    (get|post|put|delete):")) {
                String method = line.strip().replace(":", "").toUpperCase(Locale.ROOT);
                routes.add(method + " " + path);
            } else if (line.startsWith("components:")) {
                break;
            }
        }
        return routes;
    }
}
