package dev.trawl.query.deliver;

import dev.trawl.lambda.HttpResponse;
import dev.trawl.protocol.SourceAnswer;
import java.util.List;

/// An answer ready to be sent.
///
/// @param parts where it is kept; none if only the response has it
public record Delivery(HttpResponse response, List<SourceAnswer.Part> parts) {
    public Delivery {
        parts = List.copyOf(parts);
    }
}
