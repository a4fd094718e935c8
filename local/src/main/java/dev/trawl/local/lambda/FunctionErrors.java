package dev.trawl.local.lambda;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// The payloads of errors that the platform, not the handler, gives.
final class FunctionErrors {

    private FunctionErrors() {}

    static byte[] exited(String requestId, int status) {
        String how = status > 128 ? "signal: " + signal(status - 128) : "exit status " + status;
        return payload(
                "Runtime.ExitError",
                "RequestId: " + requestId + " Error: Runtime exited with error: " + how);
    }

    static byte[] timedOut(String requestId, Duration timeout) {
        return payload(
                "Sandbox.Timedout",
                String.format(
                        Locale.ROOT,
                        "RequestId: %s Error: Task timed out after %.2f seconds",
                        requestId,
                        timeout.toMillis() / 1000.0));
    }

    static byte[] initTimedOut(Duration timeout) {
        return payload(
                "Sandbox.Timedout",
                String.format(
                        Locale.ROOT,
                        "Error: Init timed out after %.2f seconds",
                        timeout.toMillis() / 1000.0));
    }

    static byte[] openConnections(List<Integer> ports) {
        return payload(
                "Host.OpenConnections",
                "At the checkpoint the environment holds connections to "
                        + ports.stream()
                                .map(port -> "port " + port)
                                .collect(Collectors.joining(", "))
                        + ": open none in the constructor, or close them in beforeCheckpoint.");
    }

    static byte[] secretsInHeap(Set<String> found) {
        return payload(
                "Host.SecretsInHeap",
                "At the checkpoint the environment's heap holds "
                        + String.join(", ", found)
                        + ": load secrets, keys and tokens after the restore only.");
    }

    static byte[] answerTooLarge(int bytesMax) {
        return payload(
                "Function.ResponseSizeTooLarge",
                "Response payload size exceeded maximum allowed payload size ("
                        + bytesMax
                        + " bytes).");
    }

    static byte[] payload(String type, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("errorType", type)
                .put("errorMessage", message)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String signal(int number) {
        return switch (number) {
            case 9 -> "killed";
            case 11 -> "segmentation fault";
            case 15 -> "terminated";
            default -> Integer.toString(number);
        };
    }
}
