package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.audit.AuditReader;
import dev.trawl.audit.AuditVerifier;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trawl audit`: what concerns the log of who saw what.
@Command(
        name = "audit",
        description = "Check the log of who saw what.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = AuditCommand.Verify.class)
final class AuditCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    /// `trawl audit verify`: fetches the records of some days as they are stored and follows their
    /// chains.
    @Command(
            name = "verify",
            description = "Fetch records and check that none was changed, removed or added.",
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {

        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private Connection connection = new Connection();

        @Option(
                names = "--from",
                paramLabel = "DAY",
                description = "First day, in UTC; the last one unless given.")
        private @Nullable LocalDate from;

        @Option(
                names = "--to",
                paramLabel = "DAY",
                description = "Last day, in UTC; today unless given.")
        private @Nullable LocalDate to;

        @Override
        public Integer call() {
            try (Api api = connection.open()) {
                return tell(verified(api));
            } catch (ProblemException e) {
                spec.commandLine().getErr().println(e.describe(null));
                return e.exitCode();
            }
        }

        private AuditVerifier.Report verified(Api api) {
            LocalDate last = to == null ? LocalDate.now(ZoneOffset.UTC) : to;
            LocalDate first = from == null ? last : from;
            String path = "/v1/audit?form=stored&limit=1000&from=%s&to=%s".formatted(first, last);
            AuditVerifier verifier = new AuditVerifier();
            String after = "";
            while (true) {
                JsonNode page = api.json(Api.Call.get(path + after));
                page.path("records")
                        .forEach(r ->
                                verifier.add(
                                        new AuditReader.Stored(
                                                r.path("key").asText(), r.path("text").asText())));
                if (!page.path("next").isTextual()) {
                    return verifier.finish();
                }
                after =
                        "&after="
                                + URLEncoder.encode(
                                        page.path("next").asText(), StandardCharsets.UTF_8);
            }
        }

        private int tell(AuditVerifier.Report report) {
            String seen = "%d records of %d writers".formatted(report.records(), report.writers());
            if (report.firstBreak().isEmpty()) {
                spec.commandLine().getOut().println(seen + ", all as they were written");
                return 0;
            }
            AuditVerifier.Break broken = report.firstBreak().get();
            spec.commandLine()
                    .getErr()
                    .println(
                            "%s; first break: writer %s, record %d: %s"
                                    .formatted(
                                            seen,
                                            broken.writer(),
                                            broken.sequence(),
                                            broken.what()));
            return Main.FAILED;
        }
    }
}
