package dev.trawl.localstack.fleet;

import dev.trawl.local.lambda.InvocationAnswer;
import dev.trawl.local.lambda.InvokeException;
import dev.trawl.local.lambda.InvokeException.Reason;
import dev.trawl.local.lambda.Invoker;
import java.util.Locale;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/// The local front's way to functions on Lambda: the alias `live` of each.
record LambdaInvoker(LambdaClient lambda) implements Invoker {
    @Override
    public InvocationAnswer invoke(String name, byte[] event) {
        try {
            InvokeResponse response =
                    lambda.invoke(b ->
                            b.functionName(name)
                                    .qualifier("live")
                                    .payload(SdkBytes.fromByteArray(event)));
            String id = response.responseMetadata().requestId();
            byte[] payload = response.payload().asByteArray();
            return response.functionError() == null
                    ? InvocationAnswer.answered(id, payload)
                    : InvocationAnswer.failed(id, payload);
        } catch (LambdaException e) {
            throw new InvokeException(
                    e.statusCode() == 429 ? Reason.THROTTLED : Reason.INVALID,
                    String.valueOf(e.getMessage()));
        } catch (SdkException e) {
            throw new InvokeException(
                    Reason.STOPPING, String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
        }
    }
}
