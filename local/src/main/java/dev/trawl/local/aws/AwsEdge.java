package dev.trawl.local.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.sun.net.httpserver.HttpExchange;
import dev.trawl.fleet.FunctionRights;
import dev.trawl.local.http.HttpAnswer;
import dev.trawl.local.http.LoopbackServer;
import dev.trawl.local.lambda.FunctionName;
import dev.trawl.local.lambda.InvokeApi;
import dev.trawl.local.lambda.InvokeException;
import dev.trawl.local.lambda.InvokeException.Reason;
import dev.trawl.local.lambda.LambdaHost;
import dev.trawl.local.scheduler.SchedulerApi;
import dev.trawl.local.scheduler.Schedules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/// Where functions' SDK clients for Lambda, Secrets Manager, KMS and EventBridge Scheduler are
/// pointed.
///
/// Each call is signed, and the caller's role decides: which functions it may invoke, which secrets
/// it may read, which keys it may sign with. Of Secrets Manager there is GetSecretValue; of KMS,
/// Sign (ECDSA_SHA_256) and GetPublicKey; of Scheduler, what [SchedulerApi] has, for the export
/// function.
public final class AwsEdge implements LoopbackServer.Handler {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int REQUEST_BYTES_MAX = 64 * 1024;
    private static final int RAW_MESSAGE_BYTES_MAX = 4096;
    private static final int DIGEST_BYTES = 32;

    /// The function that owns the schedules.
    private static final String SCHEDULING = "export";

    private final Callers callers;
    private final SecretsFile secrets;
    private final SigningKeys keys;
    private final InvokeApi invokeApi;
    private final SchedulerApi schedulerApi;

    /// An edge in front of `host`, `secrets`, `keys` and `schedules`.
    public AwsEdge(
            Callers callers,
            SecretsFile secrets,
            SigningKeys keys,
            LambdaHost host,
            Schedules schedules) {
        this.callers = callers;
        this.secrets = secrets;
        this.keys = keys;
        this.invokeApi = new InvokeApi(host, this::checkInvoke);
        this.schedulerApi = new SchedulerApi(schedules);
    }

    @Override
    public HttpAnswer handle(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (SchedulerApi.serves(exchange.getRequestURI().getRawPath())) {
            return schedule(exchange);
        }
        if (target == null) {
            return invokeApi.handle(exchange);
        }
        try {
            Optional<byte[]> body = LoopbackServer.readBody(exchange, REQUEST_BYTES_MAX);
            if (body.isEmpty()) {
                throw new AwsError("ValidationException", "The request is too large.");
            }
            Optional<FunctionRights> caller = callers.verify(exchange, body.get());
            if (caller.isEmpty()) {
                throw new AwsError(
                        "InvalidSignatureException",
                        "The request signature does not match any caller of this fleet.");
            }
            ObjectNode answer = call(target, caller.get(), parse(body.get()));
            return HttpAnswer.of(
                    200,
                    java.util.List.of(
                            new HttpAnswer.Header("Content-Type", "application/x-amz-json-1.1")),
                    answer.toString().getBytes(StandardCharsets.UTF_8));
        } catch (AwsError e) {
            return e.answer();
        }
    }

    private HttpAnswer schedule(HttpExchange exchange) throws IOException {
        Optional<byte[]> body = LoopbackServer.readBody(exchange, REQUEST_BYTES_MAX);
        Optional<FunctionRights> caller = body.flatMap(read -> callers.verify(exchange, read));
        if (caller.isEmpty() || !caller.get().function().equals(SCHEDULING)) {
            return SchedulerApi.denied(
                    "Only the function " + SCHEDULING + " of this fleet has schedules.");
        }
        return schedulerApi.handle(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                body.orElseThrow(),
                arn -> FunctionName.parse(arn).function().endsWith("-" + SCHEDULING));
    }

    private void checkInvoke(HttpExchange exchange, byte[] body, String permission) {
        Optional<FunctionRights> caller = callers.verify(exchange, body);
        if (caller.isEmpty()) {
            throw new InvokeException(
                    Reason.DENIED,
                    "The request signature does not match any caller of this fleet.");
        }
        if (!caller.get().functions().contains(permission)) {
            throw new InvokeException(
                    Reason.DENIED,
                    "Function "
                            + caller.get().function()
                            + " is not authorized to perform lambda:InvokeFunction on "
                            + permission);
        }
    }

    private ObjectNode call(String target, FunctionRights caller, JsonNode request) {
        return switch (target) {
            case "secretsmanager.GetSecretValue" -> secretValue(caller, text(request, "SecretId"));
            case "TrentService.Sign" -> sign(caller, request);
            case "TrentService.GetPublicKey" -> publicKey(text(request, "KeyId"));
            default ->
                    throw new AwsError(
                            "UnknownOperationException", "Not served locally: " + target);
        };
    }

    private ObjectNode secretValue(FunctionRights caller, String secretId) {
        String id = lastOf(secretId, ":secret:");
        if (!caller.secrets().contains(id)) {
            throw AwsError.denied(caller.function(), "secretsmanager:GetSecretValue", id);
        }
        String value =
                secrets.find(id)
                        .orElseThrow(() ->
                                new AwsError(
                                        "ResourceNotFoundException",
                                        "Secrets Manager can't find the specified secret: " + id));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("ARN", "arn:aws:secretsmanager:local:000000000000:secret:" + id);
        answer.put("Name", id);
        answer.put("SecretString", value);
        answer.put("VersionId", "00000000-0000-0000-0000-000000000000");
        answer.putArray("VersionStages").add("AWSCURRENT");
        return answer;
    }

    private ObjectNode sign(FunctionRights caller, JsonNode request) {
        String id = keyId(text(request, "KeyId"));
        if (!caller.signingKeys().contains(id)) {
            throw AwsError.denied(caller.function(), "kms:Sign", id);
        }
        if (!text(request, "SigningAlgorithm").equals("ECDSA_SHA_256")) {
            throw new AwsError(
                    "InvalidKeyUsageException", "The key signs with ECDSA_SHA_256 only.");
        }
        byte[] message = Base64.getDecoder().decode(text(request, "Message"));
        boolean digest = request.path("MessageType").asText("RAW").equals("DIGEST");
        if (digest ? message.length != DIGEST_BYTES : message.length > RAW_MESSAGE_BYTES_MAX) {
            throw new AwsError(
                    "ValidationException",
                    "A digest has 32 bytes, a raw message at most 4096; this one has "
                            + message.length
                            + ".");
        }
        byte[] signature = SigningKeys.sign(key(id), message, digest);
        return JsonNodeFactory.instance
                .objectNode()
                .put("KeyId", keyArn(id))
                .put("Signature", Base64.getEncoder().encodeToString(signature))
                .put("SigningAlgorithm", "ECDSA_SHA_256");
    }

    private ObjectNode publicKey(String keyId) {
        String id = keyId(keyId);
        try {
            byte[] encoded = key(id).toECPublicKey().getEncoded();
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.put("KeyId", keyArn(id));
            answer.put("PublicKey", Base64.getEncoder().encodeToString(encoded));
            answer.put("KeySpec", "ECC_NIST_P256");
            answer.put("KeyUsage", "SIGN_VERIFY");
            answer.putArray("SigningAlgorithms").add("ECDSA_SHA_256");
            return answer;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private ECKey key(String id) {
        return keys.find(id)
                .orElseThrow(
                        () -> new AwsError("NotFoundException", "Key '" + id + "' does not exist"));
    }

    private static JsonNode parse(byte[] body) {
        try {
            return MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AwsError("SerializationException", "The request is not JSON.");
        }
    }

    private static String text(JsonNode request, String field) {
        JsonNode value = request.path(field);
        if (!value.isTextual()) {
            throw new AwsError("ValidationException", field + " is missing.");
        }
        return Objects.requireNonNull(value.textValue());
    }

    private static String keyId(String keyId) {
        return lastOf(lastOf(keyId, ":key/"), "alias/");
    }

    private static String keyArn(String id) {
        return "arn:aws:kms:local:000000000000:key/" + id;
    }

    private static String lastOf(String text, String separator) {
        int at = text.lastIndexOf(separator);
        return at < 0 ? text : text.substring(at + separator.length());
    }
}
