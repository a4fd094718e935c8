package dev.trawl.cli;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.DevelopmentTokens;
import dev.trawl.local.issuer.TokenRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl token`: mints a token of the development issuer, of a declared principal or of anybody.
@Command(
        name = "token",
        description = "Mint a token of the local fleet's development issuer.",
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private FleetLocation location = new FleetLocation();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "A principal of the fleet's file; options below add to it.")
    private @Nullable String principal;

    @Option(names = "--sub", paramLabel = "SUBJECT", description = "The subject.")
    private @Nullable String subject;

    @Option(names = "--aud", paramLabel = "AUDIENCE", description = "An audience.")
    private List<String> audiences = new ArrayList<>();

    @Option(names = "--group", paramLabel = "GROUP", description = "A group; may be repeated.")
    private List<String> groups = new ArrayList<>();

    @Option(names = "--email", paramLabel = "EMAIL", description = "The e-mail address.")
    private @Nullable String email;

    @Option(names = "--purpose", paramLabel = "NAME", description = "A purpose; may be repeated.")
    private List<String> purposes = new ArrayList<>();

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            description = "Any claim, as text; may be repeated.")
    private Map<String, String> claims = new HashMap<>();

    @Option(
            names = "--life",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "Seconds until it expires (default: ${DEFAULT-VALUE}).")
    private int lifeSeconds;

    @Override
    public Integer call() {
        FleetConfig config = location.config();
        DevelopmentTokens tokens = DevelopmentTokens.of(config, location.stateFolder());
        spec.commandLine().getOut().println(tokens.mint(request(config, tokens)));
        return 0;
    }

    private TokenRequest request(FleetConfig config, DevelopmentTokens tokens) {
        TokenRequest base = base(config, tokens, Duration.ofSeconds(lifeSeconds));
        Map<String, Object> allClaims = new HashMap<>(base.claims());
        allClaims.putAll(claims);
        return new TokenRequest(
                subject == null ? base.subject() : subject,
                audiences.isEmpty() ? base.audiences() : audiences,
                groups.isEmpty() ? base.groups() : groups,
                email == null ? base.email() : email,
                purposes.isEmpty() ? base.purposes() : purposes,
                allClaims,
                base.life());
    }

    private TokenRequest base(FleetConfig config, DevelopmentTokens tokens, Duration life) {
        if (principal != null) {
            return tokens.request(principal, life);
        }
        if (subject == null) {
            throw new CommandException("Name a principal, or a subject with --sub.");
        }
        List<String> declared = config.developmentIssuer().orElseThrow().audiences();
        return new TokenRequest(subject, declared, List.of(), null, List.of(), Map.of(), life);
    }
}
