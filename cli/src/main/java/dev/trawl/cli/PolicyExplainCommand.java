package dev.trawl.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.auth.Principal;
import dev.trawl.plan.TableName;
import dev.trawl.policy.Explained;
import dev.trawl.policy.PolicyRequest;
import dev.trawl.policy.PolicySet;
import dev.trawl.policy.PrincipalParser;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.TrawlException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl policy explain`: what somebody may see of a table, and why.
@Command(
        name = "explain",
        description = "Tell what somebody may do with a table, and why.",
        mixinStandardHelpOptions = true)
final class PolicyExplainCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files with resources, or folders of them.")
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--table", required = true, description = "source.schema.table")
    private String table = "";

    @Option(names = "--issuer", description = "Who vouches for the principal.")
    private String issuer = "issuer";

    @Option(names = "--subject", description = "Who asks, as the issuer names them.")
    private String subject = "somebody";

    @Option(names = "--group", description = "A group of the principal; may be repeated.")
    private List<String> groups = new ArrayList<>();

    @Option(names = "--claim", description = "name=value; may be repeated.")
    private Map<String, String> claims = new LinkedHashMap<>();

    @Option(names = "--purpose", description = "What the data is asked for.")
    private @Nullable String purpose;

    @Option(names = "--action", description = "read unless said: ${COMPLETION-CANDIDATES}")
    private Action action = Action.READ;

    @Option(names = "--destination", description = "Where data would go.")
    private @Nullable String destination;

    @Option(names = "--ip", description = "The address from where it is asked.")
    private @Nullable String ip;

    @Override
    public Integer call() {
        PolicyFiles files = PolicyFiles.read(paths);
        PolicySet policies = files.compiled();
        Principal principal = principal();
        try {
            PolicyRequest request =
                    new PolicyRequest(
                            principal,
                            policies.purpose(principal, purpose).orElse(null),
                            action,
                            destination,
                            Clock.systemUTC().instant(),
                            ip,
                            List.of(TableName.parse(table)));
            policies.decide(request, files.catalog())
                    .tables()
                    .forEach(d -> Explained.lines(d).forEach(spec.commandLine().getOut()::println));
            return 0;
        } catch (TrawlException e) {
            throw new CommandException(e.text());
        }
    }

    private Principal principal() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("issuer", issuer).put("subject", subject);
        groups.forEach(node.putArray("groups")::add);
        claims.forEach(node.putObject("claims")::put);
        return PrincipalParser.parse(node);
    }
}
