package dev.trawl.local.lambda;

import java.time.Duration;

/// One finished invocation, for tests and status pages.
public record InvocationRecord(
        String function,
        String requestId,
        InvocationAnswer.Outcome outcome,
        Duration duration,
        int requestBytes,
        int answerBytes) {}
