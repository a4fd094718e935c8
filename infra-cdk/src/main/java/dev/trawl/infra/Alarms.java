package dev.trawl.infra;

import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.constructs.Construct;

/// The topic that alarms go to, and how an alarm is made: it rises when the metric is at the
/// threshold or above, and what is not measured is well.
final class Alarms {

    private final String fleet;
    private final ITopic topic;

    private Alarms(String fleet, ITopic topic) {
        this.fleet = fleet;
        this.topic = topic;
    }

    /// With a topic of its own.
    static Alarms make(Construct scope, String fleet, @Nullable String email) {
        Topic topic =
                Topic.Builder.create(scope, "Alarms")
                        .topicName(name(fleet))
                        .enforceSsl(true)
                        .build();
        if (email != null) {
            topic.addSubscription(new EmailSubscription(email));
        }
        return new Alarms(fleet, topic);
    }

    /// With the topic that another stack makes, by its name.
    static Alarms of(Construct scope, String fleet) {
        String arn =
                "arn:"
                        + Aws.PARTITION
                        + ":sns:"
                        + Aws.REGION
                        + ":"
                        + Aws.ACCOUNT_ID
                        + ":"
                        + name(fleet);
        return new Alarms(fleet, Topic.fromTopicArn(scope, "Alarms", arn));
    }

    private static String name(String fleet) {
        return fleet + "-alarms";
    }

    /// Adds an alarm that tells the topic.
    Alarm add(Construct scope, Rule rule, IMetric metric) {
        Alarm alarm =
                Alarm.Builder.create(scope, rule.id())
                        .alarmName(fleet + "-" + rule.name())
                        .alarmDescription(rule.description())
                        .metric(metric)
                        .threshold(rule.threshold())
                        .evaluationPeriods(rule.periods())
                        .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
                        .treatMissingData(TreatMissingData.NOT_BREACHING)
                        .build();
        alarm.addAlarmAction(new SnsAction(topic));
        return alarm;
    }

    /// What is too much.
    record Rule(String id, String name, String description, double threshold, int periods) {}
}
