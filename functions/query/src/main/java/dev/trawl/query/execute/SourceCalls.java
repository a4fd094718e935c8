package dev.trawl.query.execute;

import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.time.Duration;

/// Calls source functions. A function that died is called once more, one without capacity several
/// times; what a source refuses is final. Requests can be repeated: their output is keyed.
/// Thread-safe.
public final class SourceCalls {
    private static final int FAILED_ATTEMPTS_MAX = 2;
    private static final int THROTTLED_ATTEMPTS_MAX = 6;
    private static final Duration PAUSE_FIRST = Duration.ofMillis(100);

    private final Functions functions;
    private final Pause pause;
    private final Duration callTimeMax;

    public SourceCalls(Functions functions, Pause pause, Duration callTimeMax) {
        this.functions = functions;
        this.pause = pause;
        this.callTimeMax = callTimeMax;
    }

    public SourceAnswer.Rows rows(String function, SourceRequest.Execute request, Watch watch) {
        return expected(call(function, request, watch), SourceAnswer.Rows.class, function);
    }

    public SourceAnswer.Splits splits(
            String function, SourceRequest.PlanSplits request, Watch watch) {
        return expected(call(function, request, watch), SourceAnswer.Splits.class, function);
    }

    public SourceAnswer.Explanation explain(
            String function, SourceRequest.Explain request, Watch watch) {
        return expected(call(function, request, watch), SourceAnswer.Explanation.class, function);
    }

    private SourceAnswer call(String function, SourceRequest request, Watch watch) {
        String message = Envelope.request(request, SourceRequestCodec::write);
        for (int attempt = 1; ; attempt++) {
            Duration remaining = watch.remaining();
            Duration timeout = remaining.compareTo(callTimeMax) < 0 ? remaining : callTimeMax;
            try {
                return Envelope.readAnswer(
                        functions.call(function, message, timeout), SourceAnswerCodec::read);
            } catch (TrawlException e) {
                if (attempt >= attemptsMax(e.code())) {
                    throw e;
                }
            }
            message = Envelope.request(again(request), SourceRequestCodec::write);
            watch.check();
            pause.wait(pauseAfter(attempt));
        }
    }

    /// The request as one that may have been answered already.
    private static SourceRequest again(SourceRequest request) {
        return request instanceof SourceRequest.Execute e
                ? new SourceRequest.Execute(
                        e.grant(),
                        e.fragment(),
                        e.fragmentId(),
                        e.split(),
                        e.pushdown(),
                        e.inlineBytesMax(),
                        e.deadline())
                : request;
    }

    private static int attemptsMax(ErrorCode code) {
        return switch (code) {
            case FUNCTION_FAILED -> FAILED_ATTEMPTS_MAX;
            case THROTTLED -> THROTTLED_ATTEMPTS_MAX;
            default -> 1;
        };
    }

    private static Duration pauseAfter(int attempt) {
        return PAUSE_FIRST.multipliedBy(1L << (attempt - 1));
    }

    private static <T> T expected(SourceAnswer answer, Class<T> type, String function) {
        if (type.isInstance(answer)) {
            return type.cast(answer);
        }
        throw new TrawlException(
                ErrorCode.MALFORMED_MESSAGE,
                "function '%s' answered with other than %s"
                        .formatted(function, type.getSimpleName()));
    }
}
