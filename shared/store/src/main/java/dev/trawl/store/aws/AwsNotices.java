package dev.trawl.store.aws;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Notices;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.sns.SnsClient;

/// SNS and EventBridge.
public final class AwsNotices implements Notices {
    private static final String SOURCE = "trawl";

    private final SnsClient topics;
    private final EventBridgeClient buses;

    public AwsNotices(SnsClient topics, EventBridgeClient buses) {
        this.topics = topics;
        this.buses = buses;
    }

    @Override
    public void publish(String topic, String subject, String json) {
        try {
            topics.publish(b -> b.topicArn(topic).subject(subject).message(json));
        } catch (SdkException e) {
            throw unavailable("topic", topic, e);
        }
    }

    @Override
    public void put(String bus, String type, String json) {
        try {
            PutEventsRequestEntry entry =
                    PutEventsRequestEntry.builder()
                            .eventBusName(bus)
                            .source(SOURCE)
                            .detailType(type)
                            .detail(json)
                            .build();
            PutEventsResponse answer = buses.putEvents(b -> b.entries(entry));
            if (answer.failedEntryCount() != null && answer.failedEntryCount() > 0) {
                throw new TrawlException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "the bus %s did not take the event: %s"
                                .formatted(bus, answer.entries().getFirst().errorCode()));
            }
        } catch (SdkException e) {
            throw unavailable("bus", bus, e);
        }
    }

    private static TrawlException unavailable(String what, String arn, SdkException e) {
        return new TrawlException(
                ErrorCode.STORE_UNAVAILABLE,
                "the %s %s cannot be reached, or takes nothing from this function"
                        .formatted(what, arn),
                e);
    }
}
