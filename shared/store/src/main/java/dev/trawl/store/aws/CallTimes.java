package dev.trawl.store.aws;

import java.time.Duration;
import java.util.function.BiConsumer;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/// Tells how long each call to AWS took, by service and operation: nothing of what was asked or
/// answered.
final class CallTimes implements ExecutionInterceptor {
    private static final ExecutionAttribute<Long> STARTED = new ExecutionAttribute<>("TrawlStart");

    private final BiConsumer<String, Duration> calls;

    CallTimes(BiConsumer<String, Duration> calls) {
        this.calls = calls;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        attributes.putAttribute(STARTED, System.nanoTime());
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        ended(attributes);
    }

    @Override
    public void onExecutionFailure(
            Context.FailedExecution context, ExecutionAttributes attributes) {
        ended(attributes);
    }

    private void ended(ExecutionAttributes attributes) {
        Long started = attributes.getAttribute(STARTED);
        if (started != null) {
            calls.accept(
                    attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME).replace(" ", "")
                            + "."
                            + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
                    Duration.ofNanos(System.nanoTime() - started));
        }
    }
}
