package dev.trawl.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/// A refusal by the fleet: a problem document, or the gateway's own message.
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final int status;
    private final transient JsonNode problem;

    private ProblemException(int status, String message, JsonNode problem) {
        super(message);
        this.status = status;
        this.problem = problem;
    }

    static ProblemException of(int status, String body) {
        JsonNode problem;
        try {
            problem = MAPPER.readTree(body.isBlank() ? "{}" : body);
        } catch (JsonProcessingException e) {
            problem = MAPPER.createObjectNode();
        }
        String detail = firstText(problem, "detail", "title", "message", "Message");
        return new ProblemException(status, detail == null ? "status " + status : detail, problem);
    }

    int status() {
        return status;
    }

    /// The code of the problem; empty where the gateway speaks for itself.
    String code() {
        return problem.path("code").asText("");
    }

    /// What the fleet says of it.
    String detail() {
        return String.valueOf(getMessage());
    }

    /// The exit code of a command that ends with it.
    int exitCode() {
        return isGateway() ? Main.NO_ANSWER : Main.FAILED;
    }

    /// Whether no function answered, so that nobody knows what became of the request.
    private boolean isGateway() {
        return code().isEmpty() && (status == 502 || status == 503 || status == 504);
    }

    /// Several lines for a terminal: code and detail, the place in `sql` where there is one, the
    /// query's id.
    String describe(@Nullable String sql) {
        StringBuilder text = new StringBuilder(200);
        if (isGateway()) {
            return "error: the fleet did not answer in time (the gateway's status %d). What was asked for may be done all the same: look, then try again."
                    .formatted(status);
        }
        String code = code();
        text.append(code.isEmpty() ? "error: " : "error " + code + ": ").append(getMessage());
        String place = sql == null ? "" : SqlPlace.of(problem.path("position"), sql);
        if (!place.isEmpty()) {
            text.append('\n').append(place);
        }
        String queryId = problem.path("queryId").asText("");
        if (!queryId.isEmpty()) {
            text.append("\nquery ").append(queryId);
        }
        if (status == 401) {
            text.append("\nGive --as NAME, --token TOKEN or TRAWL_TOKEN.");
        }
        return text.toString();
    }

    private static @Nullable String firstText(JsonNode node, String... names) {
        for (String name : names) {
            if (node.path(name).isTextual()) {
                return node.path(name).textValue();
            }
        }
        return null;
    }
}
