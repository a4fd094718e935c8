package dev.trawl.cli;

import dev.trawl.policy.PolicyCase;
import dev.trawl.policy.PolicyTestReport;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl policy test`: runs cases and tells which rules none of them reaches.
@Command(
        name = "test",
        description = "Run cases against policies.",
        mixinStandardHelpOptions = true)
final class PolicyTestCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files with resources and cases, or folders of them.")
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--coverage", description = "Fail unless every rule matches in some case.")
    private boolean coverage;

    @Override
    public Integer call() {
        PolicyFiles files = PolicyFiles.read(paths);
        if (files.cases().isEmpty()) {
            throw new CommandException(
                    "There are no cases in " + paths + ": a document with the field cases.");
        }
        PolicyTestReport report =
                PolicyTestReport.run(
                        files.cases(),
                        files.compiled(),
                        files.catalog(),
                        Clock.systemUTC().instant(),
                        new EngineSampleRows());
        for (PolicyCase.Result result : report.results()) {
            boolean holds = result.failures().isEmpty();
            say((holds ? "ok   " : "FAIL ") + result.name());
            result.failures().forEach(f -> say("     " + f));
        }
        int rules = report.reached().size() + report.unreached().size();
        say(
                "%d cases, %d failed; %d of %d rules reached"
                        .formatted(
                                report.results().size(),
                                report.failed(),
                                report.reached().size(),
                                rules));
        report.unreached().forEach(rule -> say("not reached: " + rule));
        return report.failed() > 0 || coverage && !report.unreached().isEmpty() ? Main.FAILED : 0;
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
