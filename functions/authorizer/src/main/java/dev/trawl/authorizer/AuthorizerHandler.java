package dev.trawl.authorizer;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.trawl.auth.HttpKeyFetcher;
import dev.trawl.auth.Issuers;
import dev.trawl.auth.TokenVerifier;
import dev.trawl.auth.VerifierSettings;
import dev.trawl.lambda.JsonLog;
import dev.trawl.lambda.Settings;
import io.quarkus.runtime.Startup;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// The Lambda handler; made when the environment starts. Issuers' keys are fetched when the first
/// token comes, so none is in a snapshot.
@Named("authorizer")
@Singleton
@Startup
public final class AuthorizerHandler implements RequestStreamHandler {
    private static final int EVENT_BYTES_MAX = 1 << 20;

    private final TokenCheck check;

    public AuthorizerHandler() {
        Settings environment = Settings.environment();
        TokenVerifier verifier =
                new TokenVerifier(
                        Issuers.parse(environment.text("TRAWL_ISSUERS")),
                        new HttpKeyFetcher(VerifierSettings.DEFAULT),
                        VerifierSettings.DEFAULT,
                        Clock.systemUTC());
        check =
                new TokenCheck(
                        jwt -> verifier.verify(jwt).id(),
                        JsonLog.standard(environment.text("TRAWL_FUNCTION", "authorizer")));
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        String event = new String(in.readNBytes(EVENT_BYTES_MAX), StandardCharsets.UTF_8);
        out.write(check.answer(event).getBytes(StandardCharsets.UTF_8));
    }
}
