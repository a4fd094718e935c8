package dev.trawl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl completion`: a script that completes commands and options in a shell.
@Command(
        name = "completion",
        description = "Print a script that completes commands and options in a shell.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bash:  source <(trawl completion bash)      # or into ~/.bashrc",
            "  zsh:   source <(trawl completion zsh)  # after compinit, or into ~/.zshrc",
            "  fish:  trawl completion fish | source  # or into ~/.config/fish/completions/trawl.fish",
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    /// A shell.
    enum Shell {
        /// Bourne again.
        BASH,
        /// Z.
        ZSH,
        /// Friendly.
        FISH;

        /// As it is written on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        String script =
                switch (shell) {
                    case BASH -> AutoComplete.bash("trawl", root);
                    // It asks zsh to understand what bash is told.
                    case ZSH ->
                            "autoload -Uz bashcompinit && bashcompinit\n"
                                    + AutoComplete.bash("trawl", root);
                    case FISH -> String.join("\n", fish(root));
                };
        spec.commandLine().getOut().println(script.stripTrailing());
        return 0;
    }

    private static List<String> fish(CommandLine root) {
        List<String> lines = new ArrayList<>();
        lines.add("complete -c trawl -f");
        for (CommandLine command : commands(root)) {
            String name = command.getCommandName();
            lines.add(
                    "complete -c trawl -n __fish_use_subcommand -a %s -d %s"
                            .formatted(name, quoted(description(command.getCommandSpec()))));
            String condition = "__fish_seen_subcommand_from " + name;
            for (CommandLine below : commands(command)) {
                lines.add(
                        "complete -c trawl -n %s -a %s -d %s"
                                .formatted(
                                        quoted(condition),
                                        below.getCommandName(),
                                        quoted(description(below.getCommandSpec()))));
                options(
                        below,
                        condition + "; and __fish_seen_subcommand_from " + below.getCommandName(),
                        lines);
            }
            options(command, condition, lines);
        }
        return lines;
    }

    private static List<CommandLine> commands(CommandLine command) {
        return command.getSubcommands().values().stream()
                .filter(c -> !c.getCommandSpec().usageMessage().hidden())
                .distinct()
                .toList();
    }

    private static void options(CommandLine command, String condition, List<String> lines) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            StringBuilder line =
                    new StringBuilder("complete -c trawl -n ").append(quoted(condition));
            for (String name : option.names()) {
                line.append(name.startsWith("--") ? " -l " : " -s ")
                        .append(name.replaceFirst("^--?", ""));
            }
            if (option.arity().max() > 0) {
                line.append(" -r");
                if (option.completionCandidates() != null) {
                    List<String> candidates = new ArrayList<>();
                    option.completionCandidates().forEach(candidates::add);
                    line.append(" -a ").append(quoted(String.join(" ", candidates)));
                }
            }
            String[] description = option.description();
            if (description.length > 0 && !description[0].contains("$")) {
                line.append(" -d ").append(quoted(description[0]));
            }
            lines.add(line.toString());
        }
    }

    private static String description(CommandSpec spec) {
        String[] description = spec.usageMessage().description();
        return description.length == 0 ? "" : description[0];
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
