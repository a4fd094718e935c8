package dev.trawl.scan;

import dev.trawl.lambda.JsonValue;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// An object came to a bucket, or left it, as S3 tells it.
///
/// @param key decoded
/// @param sequencer orders the events of one key; empty if the event has none
record ObjectEvent(String bucket, String key, String sequencer, Instant time) {
    private static final int RECORDS_MAX = 10_000;

    /// The events of a payload with `Records`, or of one that EventBridge hands on; none for S3's
    /// own test message.
    ///
    /// @throws TrawlException INVALID_REQUEST for anything else
    static List<ObjectEvent> parse(JsonValue.Fields payload) {
        if (payload.findText("Event").filter("s3:TestEvent"::equals).isPresent()) {
            return List.of();
        }
        if (payload.findText("source").filter("aws.s3"::equals).isPresent()) {
            return List.of(bridged(payload));
        }
        if (!(payload.values().get("Records") instanceof JsonValue.Items records)) {
            throw invalid("it is neither S3's 'Records' nor an event of 'aws.s3'");
        }
        if (records.values().size() > RECORDS_MAX) {
            throw invalid("it has more than %d records".formatted(RECORDS_MAX));
        }
        List<ObjectEvent> events = new ArrayList<>();
        for (JsonValue record : records.values()) {
            if (!(record instanceof JsonValue.Fields fields)) {
                throw invalid("a record is no object");
            }
            if (fields.findText("eventSource").orElse("").equals("aws:s3")) {
                events.add(notified(fields));
            }
        }
        return events;
    }

    private static ObjectEvent notified(JsonValue.Fields record) {
        JsonValue.Fields s3 = record.fields("s3");
        JsonValue.Fields object = s3.fields("object");
        return new ObjectEvent(
                text(s3.fields("bucket"), "name"),
                URLDecoder.decode(text(object, "key"), StandardCharsets.UTF_8),
                object.findText("sequencer").orElse(""),
                time(text(record, "eventTime")));
    }

    private static ObjectEvent bridged(JsonValue.Fields event) {
        JsonValue.Fields detail = event.fields("detail");
        JsonValue.Fields object = detail.fields("object");
        return new ObjectEvent(
                text(detail.fields("bucket"), "name"),
                text(object, "key"),
                object.findText("sequencer").orElse(""),
                time(text(event, "time")));
    }

    private static String text(JsonValue.Fields fields, String name) {
        return fields.findText(name)
                .filter(t -> !t.isEmpty())
                .orElseThrow(() -> invalid("a record has no '%s'".formatted(name)));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw invalid("a record's time is no instant");
        }
    }

    private static TrawlException invalid(String what) {
        return new TrawlException(
                ErrorCode.INVALID_REQUEST, "the event cannot be handled: " + what);
    }
}
