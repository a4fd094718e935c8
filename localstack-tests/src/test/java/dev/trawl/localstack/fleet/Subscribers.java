package dev.trawl.localstack.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.localstack.aws.Aws;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Those outside the fleet whom exports tell how they ended: a topic of SNS and a bus of
/// EventBridge, behind each of which a queue listens; and a key of somebody else's for exports.
/// Made before the fleet, which is deployed with their names.
public final class Subscribers {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Aws aws;
    private final String topic;
    private final String bus;
    private final String key;
    private final String behindTopic;
    private final String behindBus;

    private Subscribers(Aws aws) {
        String suffix = UUID.randomUUID().toString();
        this.aws = aws;
        this.topic = aws.sns().createTopic(b -> b.name("told-" + suffix)).topicArn();
        this.bus = aws.events().createEventBus(b -> b.name("told-" + suffix)).eventBusArn();
        this.key = aws.kms().createKey(b -> {}).keyMetadata().arn();
        this.behindTopic = queue("behind-topic-" + suffix);
        this.behindBus = queue("behind-bus-" + suffix);
        aws.sns().subscribe(b -> b.topicArn(topic).protocol("sqs").endpoint(arn(behindTopic)));
        String rule = "told-" + suffix;
        aws.events()
                .putRule(b ->
                        b.name(rule)
                                .eventBusName(bus)
                                .eventPattern(
                                        "{\"source\":[\"trawl\"],\"detail-type\":[\"Trawl Export"
                                                + " Run\"]}"));
        Target target = Target.builder().id("queue").arn(arn(behindBus)).build();
        aws.events().putTargets(b -> b.rule(rule).eventBusName(bus).targets(target));
    }

    static Subscribers make(Aws aws) {
        return new Subscribers(aws);
    }

    /// Names them in the `deployment` of a fleet's file.
    void declare(ObjectNode deployment) {
        ArrayNode notices = deployment.putArray("notices");
        notices.addObject().put("name", "mail").put("topic", topic);
        notices.addObject().put("name", "lake").put("eventBus", bus);
        deployment.putArray("exportKeys").add(key);
    }

    /// ARN of the key that exports may name.
    public String key() {
        return key;
    }

    /// Notices that came by the topic since this was asked last.
    public List<JsonNode> fromTopic() {
        return taken(behindTopic).stream().map(m -> json(m.path("Message").asText())).toList();
    }

    /// Notices that came by the bus since this was asked last.
    public List<JsonNode> fromBus() {
        return taken(behindBus).stream().map(m -> m.path("detail")).toList();
    }

    private List<JsonNode> taken(String queue) {
        List<Message> messages =
                aws.sqs().receiveMessage(b -> b.queueUrl(queue).maxNumberOfMessages(10)).messages();
        for (Message message : messages) {
            aws.sqs().deleteMessage(b -> b.queueUrl(queue).receiptHandle(message.receiptHandle()));
        }
        return messages.stream().map(m -> json(m.body())).toList();
    }

    private String queue(String name) {
        return aws.sqs().createQueue(b -> b.queueName(name)).queueUrl();
    }

    private String arn(String queue) {
        return Objects.requireNonNull(
                aws.sqs()
                        .getQueueAttributes(
                                b -> b.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes()
                        .get(QueueAttributeName.QUEUE_ARN));
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + text, e);
        }
    }
}
