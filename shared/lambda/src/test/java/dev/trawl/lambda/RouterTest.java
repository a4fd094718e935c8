package dev.trawl.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Bytes;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final Router ROUTER =
            Router.builder()
                    .on("GET", "/v1/queries/{id}", (r, i) -> answer("one " + r.parameter("id")))
                    .on("DELETE", "/v1/queries/{id}", (r, i) -> answer("gone"))
                    .on("GET", "/v1/queries/{id}/results", (r, i) -> answer("results"))
                    .build();

    @Test
    void patternsBindTheirParts() {
        assertThat(send("GET", "/v1/queries/q-1").bodyText()).isEqualTo("one q-1");
        assertThat(send("GET", "/v1/queries/q-1/results").bodyText()).isEqualTo("results");
    }

    @Test
    void emptyPartsAndLongerPathsMatchNothing() {
        for (String path : new String[] {"/v1/queries/", "/v1/queries/a/b", "/v1", "", "/", "//"}) {
            assertThatThrownBy(() -> send("GET", path))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                    .hasMessage("there is no such route");
        }
    }

    @Test
    void wrongMethodIsToldTheRightOnes() {
        HttpResponse response = send("PUT", "/v1/queries/q-1");

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.headers()).containsEntry("allow", "DELETE, GET");
        assertThat(response.bodyText())
                .isEqualTo(
                        """
                        {"type":"urn:trawl:problem:method-not-allowed","title":"Method not allowed","status":405,\
                        "code":"METHOD_NOT_ALLOWED","detail":"this route has the methods DELETE, GET"}\
                        """);
    }

    @Test
    void routeIsRegisteredOnce() {
        Router.Builder builder = Router.builder().on("GET", "/a", (r, i) -> answer(""));

        assertThatThrownBy(() -> builder.on("GET", "/a", (r, i) -> answer("")))
                .hasMessage("two handlers for GET /a");
    }

    private static HttpResponse send(String method, String path) {
        return ROUTER.handle(
                new HttpRequest(
                        method, path, Map.of(), Map.of(), Map.of(), Bytes.copyOf(new byte[0])),
                new Invocation("r", null, Instant.EPOCH));
    }

    private static HttpResponse answer(String text) {
        return HttpResponse.text(200, "text/plain", text);
    }
}
