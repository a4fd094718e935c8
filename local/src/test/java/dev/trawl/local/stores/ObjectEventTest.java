package dev.trawl.local.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ObjectEventTest {

    private static final String PUT =
            "EVENT\tObjectCreated:Put\tdata\ta+b/c.csv\t3\tabc\t00A1\t2026-11-21T09:00:00Z";
    private static final String DELETE =
            "EVENT\tObjectRemoved:Delete\tdata\ta\t\t\t00A2\t2026-11-21T09:00:00Z";

    @Test
    void theMessageIsS3s() {
        assertThat(message(PUT))
                .isEqualTo(
                        """
                        {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3",\
                        "awsRegion":"eu-central-1","eventTime":"2026-11-21T09:00:00Z",\
                        "eventName":"ObjectCreated:Put","userIdentity":{"principalId":"local"},\
                        "requestParameters":{"sourceIPAddress":"127.0.0.1"},\
                        "responseElements":{"x-amz-request-id":"00A1","x-amz-id-2":"local"},\
                        "s3":{"s3SchemaVersion":"1.0","configurationId":"data",\
                        "bucket":{"name":"data","ownerIdentity":{"principalId":"local"},\
                        "arn":"arn:aws:s3:::data"},\
                        "object":{"key":"a+b/c.csv","size":3,"eTag":"abc","sequencer":"00A1"}}}]}\
                        """);
    }

    @Test
    void aRemovedObjectHasNeitherSizeNorETag() {
        assertThat(message(DELETE))
                .contains("\"object\":{\"key\":\"a\",\"sequencer\":\"00A2\"}")
                .contains("\"eventName\":\"ObjectRemoved:Delete\"");
    }

    @Test
    void otherLinesOfTheStoreAreNoEvents() {
        assertThat(ObjectEvent.parse("READY 1234")).isEmpty();
        assertThat(ObjectEvent.parse("EVENT\tcut off")).isEmpty();
    }

    private static String message(String line) {
        return new String(
                ObjectEvent.parse(line).orElseThrow().message("eu-central-1"),
                StandardCharsets.UTF_8);
    }
}
