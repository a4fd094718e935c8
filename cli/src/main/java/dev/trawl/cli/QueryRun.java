package dev.trawl.cli;

import java.net.http.HttpResponse;
import java.time.Duration;

/// One query from its request to its result: where the first answer is 202, its results are asked
/// for until they are there.
final class QueryRun {

    private static final Duration POLL_DEFAULT = Duration.ofSeconds(1);
    private static final Duration POLL_MAX = Duration.ofSeconds(10);

    private final Api api;

    QueryRun(Api api) {
        this.api = api;
    }

    HttpResponse<byte[]> run(String body, String accept) {
        HttpResponse<byte[]> answer = api.send(Api.Call.post("/v1/query", body).accepting(accept));
        if (answer.statusCode() != 202) {
            return answer;
        }
        String results = results(answer);
        while (answer.statusCode() == 202) {
            pause(answer);
            answer = api.send(Api.Call.get(results).accepting(accept));
        }
        return answer;
    }

    private static String results(HttpResponse<byte[]> answer) {
        String location =
                answer.headers()
                        .firstValue("location")
                        .orElseThrow(() -> new CommandException("The answer 202 has no Location."));
        return location.endsWith("/results") ? location : location + "/results";
    }

    private static void pause(HttpResponse<byte[]> answer) {
        Duration wait =
                answer.headers()
                        .firstValue("retry-after")
                        .filter(text -> text.matches("\\d{1,4}"))
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                        .orElse(POLL_DEFAULT);
        try {
            Thread.sleep(wait.compareTo(POLL_MAX) > 0 ? POLL_MAX : wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted.");
        }
    }
}
