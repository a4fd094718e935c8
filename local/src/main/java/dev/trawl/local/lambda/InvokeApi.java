package dev.trawl.local.lambda;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import dev.trawl.local.http.HttpAnswer;
import dev.trawl.local.http.LoopbackServer;
import dev.trawl.local.lambda.InvokeException.Reason;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Lambda's Invoke API over HTTP, for functions that call functions with the SDK.
public final class InvokeApi implements LoopbackServer.Handler {

    private static final Pattern PATH =
            Pattern.compile("/2015-03-31/functions/([^/]+)/invocations/?");
    private static final String QUALIFIER = "Qualifier=";

    /// Decides whether the signed request may invoke a function.
    @FunctionalInterface
    public interface Guard {

        /// Returns normally if it may.
        ///
        /// @param permission the function's name, with its alias unless that is `live`
        /// @throws InvokeException if not
        void check(HttpExchange exchange, byte[] body, String permission);
    }

    private final LambdaHost host;
    private final Guard guard;

    /// An API in front of `host`.
    public InvokeApi(LambdaHost host, Guard guard) {
        this.host = host;
        this.guard = guard;
    }

    @Override
    public HttpAnswer handle(HttpExchange exchange) throws IOException {
        try {
            Matcher path = PATH.matcher(exchange.getRequestURI().getRawPath());
            if (!exchange.getRequestMethod().equals("POST") || !path.matches()) {
                throw new InvokeException(Reason.INVALID, "Only Invoke is served here.");
            }
            FunctionName name =
                    FunctionName.parse(URLDecoder.decode(path.group(1), StandardCharsets.UTF_8))
                            .qualified(qualifier(exchange));
            Optional<byte[]> body = LoopbackServer.readBody(exchange, LambdaHost.SYNC_BYTES_MAX);
            if (body.isEmpty()) {
                throw new InvokeException(
                        Reason.TOO_LARGE,
                        "Request must be smaller than "
                                + LambdaHost.SYNC_BYTES_MAX
                                + " bytes for the InvokeFunction operation");
            }
            guard.check(exchange, body.get(), name.permission());
            String type = exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type");
            return invoke(name.toString(), type, body.get());
        } catch (InvokeException e) {
            return refusal(e);
        }
    }

    private static @Nullable String qualifier(HttpExchange exchange) {
        String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> pair.startsWith(QUALIFIER))
                .map(pair ->
                        URLDecoder.decode(
                                pair.substring(QUALIFIER.length()), StandardCharsets.UTF_8))
                .findFirst()
                .orElse(null);
    }

    private HttpAnswer invoke(String name, @Nullable String type, byte[] event) {
        byte[] payload = event.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : event;
        return switch (type == null ? "RequestResponse" : type) {
            case "RequestResponse" -> answer(host.invoke(name, payload));
            case "Event" ->
                    HttpAnswer.empty(202).with("x-amzn-RequestId", host.invokeLater(name, payload));
            case "DryRun" -> dryRun(name);
            default ->
                    throw new InvokeException(
                            Reason.INVALID, "Unknown X-Amz-Invocation-Type: " + type);
        };
    }

    private HttpAnswer dryRun(String name) {
        host.environments(name);
        return HttpAnswer.empty(204);
    }

    private static HttpAnswer answer(InvocationAnswer answer) {
        HttpAnswer plain =
                HttpAnswer.of(
                                200,
                                List.of(new HttpAnswer.Header("Content-Type", "application/json")),
                                answer.payload())
                        .with("x-amzn-RequestId", answer.requestId())
                        .with("X-Amz-Executed-Version", "$LATEST");
        return answer.isError() ? plain.with("X-Amz-Function-Error", "Unhandled") : plain;
    }

    private static HttpAnswer refusal(InvokeException e) {
        String body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("Type", "User")
                        .put("Message", e.getMessage())
                        .put("message", e.getMessage())
                        .toString();
        return HttpAnswer.json(e.reason().status(), body)
                .with("x-amzn-ErrorType", e.reason().type());
    }
}
