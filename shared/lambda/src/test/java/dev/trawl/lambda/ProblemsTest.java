package dev.trawl.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.ErrorKind;
import dev.trawl.protocol.SqlPosition;
import dev.trawl.protocol.TrawlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {
    @Test
    void problemHasCodeQueryAndPlace() {
        HttpResponse response =
                Problems.response(
                        new TrawlException(
                                ErrorCode.SYNTAX_ERROR,
                                "unexpected \"from\"",
                                new SqlPosition(2, 7)),
                        "q-1");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(response.bodyText())
                .isEqualTo(
                        """
                        {"type":"urn:trawl:problem:syntax-error","title":"Syntax error","status":400,"code":"SYNTAX_ERROR",\
                        "detail":"unexpected \\"from\\"","queryId":"q-1","position":{"line":2,"column":7}}\
                        """);
    }

    @Test
    void missingTokenNamesTheScheme() {
        assertThat(
                        Problems.response(
                                        new TrawlException(ErrorCode.UNAUTHENTICATED, "no token"),
                                        null)
                                .headers())
                .containsEntry("www-authenticate", "Bearer");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void statusFitsTheKind(ErrorCode code) {
        int status = Problems.status(code);

        assertThat(status).isBetween(400, 503);
        assertThat(status >= 500)
                .isEqualTo(code.kind() == ErrorKind.EXTERNAL || code.kind() == ErrorKind.BUG);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void whatMayWorkLaterSaysWhen(ErrorCode code) {
        HttpResponse response = Problems.response(new TrawlException(code, "no"), null);

        assertThat(response.headers().containsKey("retry-after"))
                .isEqualTo(response.status() == 429 || response.status() == 503);
    }
}
