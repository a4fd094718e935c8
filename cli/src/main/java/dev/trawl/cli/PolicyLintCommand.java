package dev.trawl.cli;

import dev.trawl.policy.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl lint`, also `trawl policy lint`: what apply would refuse of files, and what is hardly
/// meant.
@Command(
        name = "lint",
        description =
                "Tell what is wrong or doubtful in files of resources, before they are applied: schemas, policies, circles of exports.",
        mixinStandardHelpOptions = true)
final class PolicyLintCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files with resources, or folders of them.")
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--strict", description = "Doubts fail too.")
    private boolean strict;

    @Override
    public Integer call() {
        PolicyFiles files = PolicyFiles.read(paths);
        List<Finding> findings = files.lint();
        PolicyPlaces places = PolicyPlaces.of(paths);
        findings.forEach(f ->
                spec.commandLine()
                        .getOut()
                        .println(f + places.find(f.place()).map(" (%s)"::formatted).orElse("")));
        long errors = findings.stream().filter(f -> f.severity() == Finding.Severity.ERROR).count();
        spec.commandLine()
                .getOut()
                .println(
                        "%d resources: %d errors, %d warnings"
                                .formatted(
                                        files.resources().size(),
                                        errors,
                                        findings.size() - errors));
        return errors > 0 || strict && !findings.isEmpty() ? Main.FAILED : 0;
    }
}
