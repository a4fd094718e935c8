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
        String location = location(answer);
        Thread cancel = Thread.ofPlatform().name("cancel").unstarted(() -> cancel(location));
        Runtime.getRuntime().addShutdownHook(cancel);
        try {
            while (answer.statusCode() == 202) {
                pause(answer);
                answer = api.send(Api.Call.get(location + "/results").accepting(accept));
            }
            return answer;
        } finally {
            Runtime.getRuntime().removeShutdownHook(cancel);
        }
    }

    /// Whoever interrupts the command no longer wants the answer.
    private void cancel(String location) {
        try {
            api.send(new Api.Call("DELETE", location, null, "application/json"));
        } catch (ProblemException | NoAnswerException e) {
            // It has ended, or nobody is there to cancel it.
        }
    }

    private static String location(HttpResponse<byte[]> answer) {
        return answer.headers()
                .firstValue("location")
                .orElseThrow(() -> new CommandException("The answer 202 has no Location."));
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
