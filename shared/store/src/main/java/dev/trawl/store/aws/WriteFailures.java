package dev.trawl.store.aws;

import java.net.ConnectException;
import java.net.UnknownHostException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/// What a write that failed may have left behind. The SDK repeats calls whose answer was lost, so
/// an answer can also be to a repetition.
final class WriteFailures {
    private static final int SERVER_ERROR = 500;

    private WriteFailures() {}

    /// Whether an attempt before the one that was answered may have written.
    static boolean isRepeated(SdkException failure) {
        Integer attempts = failure.numAttempts();
        return attempts != null && attempts > 1;
    }

    /// Whether the write was certainly not done by the attempt that failed.
    static boolean isRefused(SdkException failure) {
        if (failure instanceof SdkServiceException answered) {
            return answered.isThrottlingException()
                    || answered.statusCode() > 0 && answered.statusCode() < SERVER_ERROR;
        }
        return wasNotSent(failure);
    }

    /// Without credentials, an address or a connection nothing leaves. Timeouts have types of their
    /// own, broken connections a cause.
    private static boolean wasNotSent(SdkException failure) {
        Throwable cause = failure.getCause();
        if (cause == null) {
            return failure.getClass() == SdkClientException.class;
        }
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
