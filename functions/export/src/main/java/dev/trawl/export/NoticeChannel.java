package dev.trawl.export;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Somebody outside the fleet who is told how runs ended. The deployment says who there is; an
/// Export only names them, so that nobody who declares one has notices sent elsewhere.
sealed interface NoticeChannel {
    String name();

    /// @param secret id of the secret that signs
    /// @param isPrivate whether it may be at a private address, and without TLS
    record Webhook(String name, URI url, String secret, boolean isPrivate)
            implements NoticeChannel {}

    /// @param arn of a topic of SNS
    record Topic(String name, String arn) implements NoticeChannel {}

    /// @param arn of a bus of EventBridge
    record Bus(String name, String arn) implements NoticeChannel {}

    /// By name, as the deployment's variable lists them.
    static Map<String, NoticeChannel> parse(String json) {
        Map<String, NoticeChannel> channels = new LinkedHashMap<>();
        List<NoticeChannel> all =
                json.isEmpty()
                        ? List.of()
                        : JsonReader.read(
                                json, JsonLimits.DEFAULT, in -> in.list(NoticeChannel::read));
        all.forEach(channel -> channels.put(channel.name(), channel));
        return channels;
    }

    private static NoticeChannel read(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        @Nullable String webhook = in.optional("webhook", JsonReader::string);
        @Nullable String secret = in.optional("secret", JsonReader::string);
        @Nullable Boolean isPrivate = in.optional("private", JsonReader::bool);
        @Nullable String topic = in.optional("topic", JsonReader::string);
        @Nullable String bus = in.optional("bus", JsonReader::string);
        in.endObject();
        if (webhook != null && secret != null) {
            return new Webhook(name, URI.create(webhook), secret, Boolean.TRUE.equals(isPrivate));
        }
        if (topic != null) {
            return new Topic(name, topic);
        }
        if (bus != null) {
            return new Bus(name, bus);
        }
        throw new IllegalArgumentException("TRAWL_NOTICES: '%s' leads nowhere".formatted(name));
    }
}
