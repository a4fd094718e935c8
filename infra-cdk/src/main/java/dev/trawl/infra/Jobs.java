package dev.trawl.infra;

import dev.trawl.fleet.DeploymentConfig.Schedule;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.SourceConfig;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.targets.LambdaFunction;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.scheduler.CfnSchedule;
import software.amazon.awscdk.services.scheduler.CfnScheduleGroup;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;

/// What starts scans and exports: events of the sources' buckets, and schedules. What cannot be
/// delivered goes to a queue.
final class Jobs {

    private static final int RETRIES = 3;

    private final FunctionsStack stack;
    private final FleetConfig config;
    private final Queue undelivered;

    Jobs(FunctionsStack stack) {
        this.stack = stack;
        this.config = stack.config();
        this.undelivered =
                Queue.Builder.create(stack, "Undelivered")
                        .queueName(config.deployedName("undelivered"))
                        .encryption(QueueEncryption.SQS_MANAGED)
                        .enforceSsl(true)
                        .retentionPeriod(Duration.days(14))
                        .removalPolicy(RemovalPolicy.DESTROY)
                        .build();
    }

    void addAll() {
        config.sources().stream()
                .filter(source -> source.bucket() != null)
                .forEach(this::addObjectEvents);
        addSchedules();
    }

    private void addObjectEvents(SourceConfig source) {
        Rule.Builder.create(stack, "Objects-" + source.name())
                .ruleName(config.deployedName("objects-" + source.name()))
                .description("Objects of the source " + source.name() + " came or went")
                .eventPattern(
                        EventPattern.builder()
                                .source(List.of("aws.s3"))
                                .detailType(List.of("Object Created", "Object Deleted"))
                                .detail(
                                        Map.of(
                                                "bucket",
                                                Map.of(
                                                        "name",
                                                        List.of(
                                                                BucketNames.ofSource(
                                                                        config, source)))))
                                .build())
                .targets(
                        List.of(
                                LambdaFunction.Builder.create(
                                                stack.function("scan-metadata").live())
                                        .deadLetterQueue(undelivered)
                                        .retryAttempts(RETRIES)
                                        .maxEventAge(Duration.hours(2))
                                        .build()))
                .build();
    }

    private void addSchedules() {
        CfnScheduleGroup group =
                CfnScheduleGroup.Builder.create(stack, "Schedules").name(group()).build();
        CfnScheduleGroup.Builder.create(stack, "ExportSchedules").name(config.fleet()).build();
        Role role =
                Role.Builder.create(stack, "SchedulerRole")
                        .roleName(schedulerRole(config))
                        .description("Trawl: starts jobs")
                        .assumedBy(
                                ServicePrincipal.Builder.create("scheduler.amazonaws.com").build())
                        .build();
        role.addToPolicy(
                PolicyStatement.Builder.create()
                        .sid("StartJobs")
                        .actions(List.of("lambda:InvokeFunction"))
                        .resources(List.of(target("scan-metadata"), target("export")))
                        .build());
        role.addToPolicy(
                PolicyStatement.Builder.create()
                        .sid("Undelivered")
                        .actions(List.of("sqs:SendMessage"))
                        .resources(List.of(undelivered.getQueueArn()))
                        .build());
        for (Schedule schedule : config.deployment().schedules()) {
            CfnSchedule added =
                    CfnSchedule.Builder.create(stack, "Schedule-" + schedule.name())
                            .name(schedule.name())
                            .groupName(group())
                            .scheduleExpression(schedule.expression())
                            .scheduleExpressionTimezone(schedule.zone())
                            .flexibleTimeWindow(
                                    CfnSchedule.FlexibleTimeWindowProperty.builder()
                                            .mode("OFF")
                                            .build())
                            .target(target(schedule, role))
                            .build();
            added.addResourceDependency(group);
        }
    }

    /// Of the file's schedules; the group of the fleet's name is the export function's own, which
    /// deletes there what no Export asks for.
    private String group() {
        return config.deployedName("jobs");
    }

    /// The role by which the Scheduler starts jobs, named, so that the export function can name it.
    static String schedulerRoleArn(FleetConfig config) {
        return "arn:"
                + Aws.PARTITION
                + ":iam::"
                + Aws.ACCOUNT_ID
                + ":role/"
                + schedulerRole(config);
    }

    /// Roles are of the account, whatever the region.
    private static String schedulerRole(FleetConfig config) {
        return config.deployedName("scheduler-" + config.region());
    }

    private CfnSchedule.TargetProperty target(Schedule schedule, Role role) {
        return CfnSchedule.TargetProperty.builder()
                .arn(target(schedule.function()))
                .roleArn(role.getRoleArn())
                .input(schedule.event())
                .deadLetterConfig(
                        CfnSchedule.DeadLetterConfigProperty.builder()
                                .arn(undelivered.getQueueArn())
                                .build())
                .retryPolicy(
                        CfnSchedule.RetryPolicyProperty.builder()
                                .maximumRetryAttempts(RETRIES)
                                .maximumEventAgeInSeconds(7_200)
                                .build())
                .build();
    }

    private String target(String function) {
        return stack.function(function).live().getFunctionArn();
    }
}
