package dev.trawl.infra;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.PlannedFunction;
import dev.trawl.fleet.SourceConfig;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.lambda.VersionOptions;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/// One deployed function: role, log group, code, version, alias `live`, and where it is started
/// without anybody waiting, a queue for what failed.
final class FleetFunction extends Construct {

    private static final String HANDLER =
            "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";

    /// Those that are started by events, schedules or another function without waiting.
    private static final List<String> ASYNCHRONOUS = List.of("executor", "scan-metadata", "export");

    private static final int EXECUTOR_SCRATCH_MB = 4_096;

    private final PlannedFunction plan;
    private final LogGroup logs;
    private final Function function;
    private final Alias live;
    private final @Nullable Queue failures;

    FleetFunction(Construct scope, StateStack state, PlannedFunction plan) {
        super(scope, plan.name());
        this.plan = plan;
        Deployment deployment = state.deployment();
        FleetConfig config = deployment.config();
        boolean isExecutor = plan.name().equals("executor");
        logs = logs(config);
        failures = ASYNCHRONOUS.contains(plan.name()) ? failures(config) : null;
        Role role = role();
        Function.Builder builder =
                Function.Builder.create(this, "Function")
                        .functionName(config.deployedName(plan.name()))
                        .description("Trawl: " + plan.name())
                        .runtime(Runtime.JAVA_25)
                        .architecture(Architecture.X86_64)
                        .handler(HANDLER)
                        .code(Code.fromAsset(deployment.zip(plan.module()).toString()))
                        .memorySize(plan.limits().memoryMb())
                        .timeout(Duration.millis(plan.limits().timeout().toMillis()))
                        .environment(new FunctionVariables(state).of(plan))
                        .role(role)
                        .logGroup(logs)
                        .loggingFormat(LoggingFormat.TEXT)
                        .tracing(Tracing.ACTIVE)
                        .retryAttempts(2)
                        .currentVersionOptions(
                                VersionOptions.builder()
                                        .removalPolicy(RemovalPolicy.RETAIN)
                                        .build());
        reserved(config).ifPresent(builder::reservedConcurrentExecutions);
        if (isExecutor) {
            builder.ephemeralStorageSize(Size.mebibytes(EXECUTOR_SCRATCH_MB));
        } else {
            builder.snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS);
        }
        if (failures != null) {
            builder.deadLetterQueue(failures);
        }
        function = builder.build();
        new Permissions(state).of(plan).forEach(role::addToPolicy);
        live = alias(FleetPlan.LIVE, "Live");
    }

    PlannedFunction plan() {
        return plan;
    }

    Function function() {
        return function;
    }

    Alias live() {
        return live;
    }

    LogGroup logs() {
        return logs;
    }

    Optional<Queue> failures() {
        return Optional.ofNullable(failures);
    }

    /// A further alias of the same version.
    Alias alias(String name, String id) {
        return Alias.Builder.create(this, id)
                .aliasName(name)
                .version(function.getCurrentVersion())
                .build();
    }

    private LogGroup logs(FleetConfig config) {
        return LogGroup.Builder.create(this, "Logs")
                .logGroupName("/aws/lambda/" + config.deployedName(plan.name()))
                .retention(LogRetention.of(config.deployment().retention().logDays()))
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
    }

    private Role role() {
        Role role =
                Role.Builder.create(this, "Role")
                        .description("Trawl: " + plan.name())
                        .assumedBy(ServicePrincipal.Builder.create("lambda.amazonaws.com").build())
                        .build();
        role.addToPolicy(
                PolicyStatement.Builder.create()
                        .sid("OwnLogs")
                        .actions(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
                        .resources(List.of(logs.getLogGroupArn()))
                        .build());
        return role;
    }

    private Queue failures(FleetConfig config) {
        return Queue.Builder.create(this, "Failures")
                .queueName(config.deployedName(plan.name()) + "-failures")
                .encryption(QueueEncryption.SQS_MANAGED)
                .enforceSsl(true)
                .retentionPeriod(Duration.days(14))
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
    }

    /// A source's is the connection budget of what is behind it; of the others only what the file
    /// says.
    private Optional<Integer> reserved(FleetConfig config) {
        boolean isSource =
                config.sources().stream()
                        .map(SourceConfig::name)
                        .anyMatch(name -> plan.name().equals("source-" + name));
        return isSource || config.functions().containsKey(plan.name())
                ? Optional.of(plan.limits().concurrency())
                : Optional.empty();
    }
}
