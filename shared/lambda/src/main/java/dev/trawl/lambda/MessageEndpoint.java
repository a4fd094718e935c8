package dev.trawl.lambda;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.Envelope;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Answers messages of other functions.
///
/// @param <Q> the request
/// @param <A> the answer
public final class MessageEndpoint<Q, A> {
    private final Function<JsonReader, Q> requests;
    private final BiConsumer<JsonWriter, A> answers;
    private final Service<Q, A> service;

    public MessageEndpoint(
            Function<JsonReader, Q> requests,
            BiConsumer<JsonWriter, A> answers,
            Service<Q, A> service) {
        this.requests = requests;
        this.answers = answers;
        this.service = service;
    }

    /// What the endpoint does; a TrawlException becomes the answer's error.
    public interface Service<Q, A> {
        A answer(Q request, Invocation invocation);
    }

    /// @throws dev.trawl.protocol.TrawlException the service's, or MALFORMED_MESSAGE
    String answer(String payload, Invocation invocation) {
        Q request = Envelope.readRequest(payload, requests);
        return Envelope.answer(service.answer(request, invocation), answers);
    }
}
