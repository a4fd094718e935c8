package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One answer of the HTTP API.
@SuppressWarnings("ArrayRecordComponent") // Read, never changed.
record Answer(int status, HttpHeaders headers, byte[] body) {

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() {
        return Json.parse(text());
    }

    String location() {
        return headers.firstValue("location").orElseThrow();
    }

    /// The query that it answers.
    String queryId() {
        return headers.firstValue("x-trawl-query-id")
                .orElseGet(() -> json().path("queryId").asText());
    }

    /// This answer, if it is no refusal.
    Answer succeeded() {
        assertThat(status).as(text()).isEqualTo(200);
        return this;
    }

    /// This answer, if it is a problem document with one of these codes.
    Answer refusedWith(String... codes) {
        assertThat(headers.firstValue("content-type").orElse("none"))
                .as("%s %s", status, text())
                .startsWith("application/problem+json");
        assertThat(code()).as(text()).isIn((Object[]) codes);
        assertThat(json().path("status").asInt()).isEqualTo(status);
        assertThat(status).isGreaterThanOrEqualTo(400);
        return this;
    }

    String code() {
        return json().path("code").asText();
    }

    List<JsonNode> rows() {
        List<JsonNode> rows = new ArrayList<>();
        succeeded().json().path("rows").forEach(rows::add);
        return rows;
    }

    /// The value of the first column of the only row.
    String value() {
        List<JsonNode> rows = rows();
        assertThat(rows).hasSize(1);
        return rows.getFirst().get(0).asText();
    }
}
