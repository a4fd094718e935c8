package dev.trawl.protocol;

import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.util.List;

/// Decision requests as JSON.
public final class DecisionRequestCodec {
    private DecisionRequestCodec() {}

    public static void write(JsonWriter out, DecisionRequest request) {
        out.object(o -> {
            switch (request.credential()) {
                case DecisionRequest.Credential.Token token -> o.field("token").string(token.jwt());
                case DecisionRequest.Credential.Renewal renewal ->
                        o.field("ticket").string(renewal.ticket());
                case DecisionRequest.Credential.Machine machine ->
                        o.field("machine").string(machine.principal());
            }
            if (request.purpose() != null) {
                o.field("purpose").string(request.purpose());
            }
            o.field("action").string(Codecs.text(request.action()));
            o.field("query").string(request.queryId());
            o.field("catalog").string(request.catalogHash());
            if (request.destination() != null) {
                o.field("destination").string(request.destination());
            }
            if (request.ip() != null) {
                o.field("ip").string(request.ip());
            }
            o.field("tables").list(request.tables(), (w, t) -> w.string(t.toString()));
        });
    }

    public static DecisionRequest read(JsonReader in) {
        in.beginObject();
        DecisionRequest.Credential credential =
                switch (in.peekField()) {
                    case "token" ->
                            new DecisionRequest.Credential.Token(in.field("token").string());
                    case "ticket" ->
                            new DecisionRequest.Credential.Renewal(in.field("ticket").string());
                    case "machine" ->
                            new DecisionRequest.Credential.Machine(in.field("machine").string());
                    default -> throw in.malformed("no credential");
                };
        String purpose = in.optional("purpose", JsonReader::string);
        Action action = Codecs.readEnum(in.field("action"), Action.values());
        String queryId = in.field("query").string();
        String catalog = in.field("catalog").string();
        String destination = in.optional("destination", JsonReader::string);
        String ip = in.optional("ip", JsonReader::string);
        List<TableName> tables = in.field("tables").list(PlanCodec::readTableName);
        in.endObject();
        return new DecisionRequest(
                credential, purpose, action, queryId, catalog, destination, ip, tables);
    }
}
