package dev.trawl.protocol;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;

/// The claims of a ticket as JSON.
public final class TicketCodec {
    private TicketCodec() {}

    public static void write(JsonWriter out, Ticket ticket) {
        out.object(o -> {
            o.field("query").string(ticket.queryId());
            o.field("principal").string(ticket.principal());
            if (ticket.purpose() != null) {
                o.field("purpose").string(ticket.purpose());
            }
            o.field("action").string(Codecs.text(ticket.action()));
            o.field("deadline").integer(ticket.deadline().toEpochMilli());
            if (ticket.ip() != null) {
                o.field("ip").string(ticket.ip());
            }
            o.field("decision").string(ticket.decision());
        });
    }

    public static Ticket read(JsonReader in) {
        in.beginObject();
        String queryId = in.field("query").string();
        String principal = in.field("principal").string();
        String purpose = in.optional("purpose", JsonReader::string);
        Action action = Codecs.readEnum(in.field("action"), Action.values());
        Instant deadline = Instant.ofEpochMilli(in.field("deadline").integer());
        String ip = in.optional("ip", JsonReader::string);
        String decision = in.field("decision").string();
        in.endObject();
        return new Ticket(queryId, principal, purpose, action, deadline, ip, decision);
    }
}
