package dev.trawl.store.aws;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.time.Duration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/// Functions on Lambda, named `<fleet>-<function>` and meant by their alias `live`; any other alias
/// is named, as in `policy:machine`. The client belongs to the caller; its retries must be off,
/// because a fragment that ran once is not run again without asking.
public final class LambdaFunctions implements Functions {
    private static final int TOO_MANY_REQUESTS = 429;

    /// The alias that every deployment has; versions change behind it.
    private static final String LIVE = "live";

    private final LambdaClient client;
    private final String fleet;

    public LambdaFunctions(LambdaClient client, String fleet) {
        this.client = client;
        this.fleet = fleet;
    }

    @Override
    public String call(String function, String request, Duration timeout) {
        InvokeResponse response =
                invoke(function, request, InvocationType.REQUEST_RESPONSE, timeout);
        if (response.functionError() != null) {
            throw new TrawlException(
                    ErrorCode.FUNCTION_FAILED,
                    "function '%s' ended without an answer (%s)"
                            .formatted(function, response.functionError()));
        }
        return response.payload().asUtf8String();
    }

    @Override
    public void send(String function, String request) {
        invoke(function, request, InvocationType.EVENT, Duration.ofSeconds(10));
    }

    private InvokeResponse invoke(
            String function, String request, InvocationType type, Duration timeout) {
        if (!timeout.isPositive()) {
            throw new TrawlException(
                    ErrorCode.FUNCTION_FAILED,
                    "no time is left to call function '%s'".formatted(function));
        }
        try {
            return client.invoke(b ->
                    b.functionName(name(function))
                            .invocationType(type)
                            .payload(SdkBytes.fromUtf8String(request))
                            .overrideConfiguration(o -> o.apiCallTimeout(timeout)));
        } catch (TooManyRequestsException e) {
            throw throttled(function, e);
        } catch (RequestTooLargeException e) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the request to function '%s' is larger than Lambda takes".formatted(function),
                    e);
        } catch (LambdaException e) {
            throw e.statusCode() == TOO_MANY_REQUESTS
                    ? throttled(function, e)
                    : failed(function, e);
        } catch (SdkException e) {
            throw failed(function, e);
        }
    }

    private String name(String function) {
        return fleet + "-" + function + (function.contains(":") ? "" : ":" + LIVE);
    }

    private static TrawlException throttled(String function, SdkException e) {
        return new TrawlException(
                ErrorCode.THROTTLED,
                "function '%s' has no capacity left; try again".formatted(function),
                e);
    }

    private static TrawlException failed(String function, SdkException e) {
        return new TrawlException(
                ErrorCode.FUNCTION_FAILED,
                "function '%s' cannot be called or did not answer in time".formatted(function),
                e);
    }
}
