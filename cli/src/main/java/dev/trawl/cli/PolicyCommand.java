package dev.trawl.cli;

import picocli.CommandLine.Command;

/// `trawl policy`: what can be known of policies without a fleet, from their files.
@Command(
        name = "policy",
        description = "Check, test and explain policies from their files, without a fleet.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            PolicyLintCommand.class,
            PolicyTestCommand.class,
            PolicyExplainCommand.class
        })
final class PolicyCommand {}
