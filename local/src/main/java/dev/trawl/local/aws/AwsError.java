package dev.trawl.local.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trawl.local.http.HttpAnswer;

/// An error of a service that speaks AWS's JSON protocol.
final class AwsError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String type;

    AwsError(String type, String message) {
        super(message);
        this.type = type;
    }

    static AwsError denied(String function, String action, String resource) {
        return new AwsError(
                "AccessDeniedException",
                "Function "
                        + function
                        + " is not authorized to perform "
                        + action
                        + " on "
                        + resource);
    }

    HttpAnswer answer() {
        String body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("__type", type)
                        .put("message", getMessage())
                        .toString();
        return HttpAnswer.json(400, body).with("x-amzn-ErrorType", type);
    }
}
