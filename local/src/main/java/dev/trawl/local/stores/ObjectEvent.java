package dev.trawl.local.stores;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// A change of an object, as S3 tells of it. `key` is URL-encoded, as in S3's events; size and ETag
/// are empty where the object is gone.
public record ObjectEvent(
        String name,
        String bucket,
        String key,
        String size,
        String etag,
        String sequencer,
        Instant time) {

    private static final String MARK = "EVENT\t";
    private static final int FIELDS = 8;

    /// Of a line that the store prints; nothing if it tells of no change.
    static Optional<ObjectEvent> parse(String line) {
        String[] fields = line.split("\t", -1);
        return line.startsWith(MARK) && fields.length == FIELDS
                ? Optional.of(
                        new ObjectEvent(
                                fields[1],
                                fields[2],
                                fields[3],
                                fields[4],
                                fields[5],
                                fields[6],
                                Instant.parse(fields[7])))
                : Optional.empty();
    }

    /// The message that S3 sends to a function.
    public byte[] message(String region) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        ObjectNode event = message.putArray("Records").addObject();
        event.put("eventVersion", "2.1");
        event.put("eventSource", "aws:s3");
        event.put("awsRegion", region);
        event.put("eventTime", time.toString());
        event.put("eventName", name);
        event.putObject("userIdentity").put("principalId", "local");
        event.putObject("requestParameters").put("sourceIPAddress", "127.0.0.1");
        event.putObject("responseElements")
                .put("x-amz-request-id", sequencer)
                .put("x-amz-id-2", "local");
        ObjectNode s3 = event.putObject("s3");
        s3.put("s3SchemaVersion", "1.0");
        s3.put("configurationId", "data");
        ObjectNode inBucket = s3.putObject("bucket");
        inBucket.put("name", bucket);
        inBucket.putObject("ownerIdentity").put("principalId", "local");
        inBucket.put("arn", "arn:aws:s3:::" + bucket);
        ObjectNode object = s3.putObject("object");
        object.put("key", key);
        if (!size.isEmpty()) {
            object.put("size", Long.parseLong(size));
            object.put("eTag", etag);
        }
        object.put("sequencer", sequencer);
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }
}
