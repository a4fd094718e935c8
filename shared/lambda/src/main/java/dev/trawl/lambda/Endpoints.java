package dev.trawl.lambda;

import org.jspecify.annotations.Nullable;

/// What one function answers to; what is absent is refused.
public record Endpoints(
        @Nullable HttpHandler http,
        @Nullable MessageEndpoint<?, ?> messages,
        @Nullable EventHandler events) {
    public static Endpoints ofHttp(HttpHandler http) {
        return new Endpoints(http, null, null);
    }

    public static Endpoints ofMessages(MessageEndpoint<?, ?> messages) {
        return new Endpoints(null, messages, null);
    }

    public Endpoints withHttp(HttpHandler handler) {
        return new Endpoints(handler, messages, events);
    }

    public Endpoints withMessages(MessageEndpoint<?, ?> endpoint) {
        return new Endpoints(http, endpoint, events);
    }

    public Endpoints withEvents(EventHandler handler) {
        return new Endpoints(http, messages, handler);
    }
}
