package dev.trawl.localstack.fleet;

import dev.trawl.localstack.aws.Aws;
import dev.trawl.localstack.aws.AwsExtension;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Deploys the fleet once for all test classes of the JVM and removes it after the last.
final class FleetExtension implements ExecutionCondition, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(FleetExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<Aws> aws = AwsExtension.withFunctionsBesideUs(context);
        return aws.isPresent()
                ? ConditionEvaluationResult.enabled("functions reach this machine")
                : ConditionEvaluationResult.disabled(
                        "SKIPPED HERE: functions there do not reach this machine's database");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == AirlineFleet.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Aws aws = AwsExtension.withFunctionsBesideUs(context).orElseThrow();
        return Objects.requireNonNull(
                        context.getRoot()
                                .getStore(NAMESPACE)
                                .computeIfAbsent(
                                        Attempt.class, key -> Attempt.start(aws), Attempt.class))
                .fleet();
    }

    /// The one attempt to deploy: when it fails, no other test tries again.
    private record Attempt(@Nullable AirlineFleet deployed, @Nullable RuntimeException failure)
            implements AutoCloseable {
        static Attempt start(Aws aws) {
            try {
                return new Attempt(AirlineFleet.start(aws), null);
            } catch (RuntimeException e) {
                return new Attempt(null, e);
            }
        }

        AirlineFleet fleet() {
            if (deployed == null) {
                throw new IllegalStateException("the fleet could not be deployed", failure);
            }
            return deployed;
        }

        @Override
        public void close() {
            if (deployed != null) {
                deployed.close();
            }
        }
    }
}
