package dev.trawl.localstack.aws;

import dev.trawl.localstack.aws.Target.Found;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Finds the target once for all test classes of the JVM, prints it, and closes it after the last.
public final class AwsExtension implements ExecutionCondition, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(AwsExtension.class);

    /// What was found, in the store of all tests, which closes it.
    private record Search(Found found) implements AutoCloseable {
        static Search print() {
            Found found = Target.find();
            String line =
                    switch (found) {
                        case Found.Started(Target target) -> "AWS is " + target.description();
                        case Found.None(String reason) ->
                                "SKIPPED HERE: all tests against an AWS endpoint, because "
                                        + reason;
                    };
            System.getLogger("aws").log(System.Logger.Level.INFO, line);
            return new Search(found);
        }

        @Override
        public void close() {
            if (found instanceof Found.Started(Target target)) {
                target.close();
            }
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return switch (search(context)) {
            case Found.Started(Target target) ->
                    ConditionEvaluationResult.enabled(target.description());
            case Found.None(String reason) -> ConditionEvaluationResult.disabled(reason);
        };
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Aws.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return switch (search(context)) {
            case Found.Started(Target target) -> target.aws();
            case Found.None(String reason) -> throw new IllegalStateException(reason);
        };
    }

    /// The target, if its functions are processes of this machine.
    public static Optional<Aws> withFunctionsBesideUs(ExtensionContext context) {
        return switch (search(context)) {
            case Found.Started(Target target) ->
                    target.kind() == Target.Kind.HOST
                            ? Optional.of(target.aws())
                            : Optional.empty();
            case Found.None(String _) -> Optional.empty();
        };
    }

    private static Found search(ExtensionContext context) {
        return Objects.requireNonNull(
                        context.getRoot()
                                .getStore(NAMESPACE)
                                .computeIfAbsent(Search.class, key -> Search.print(), Search.class))
                .found();
    }
}
