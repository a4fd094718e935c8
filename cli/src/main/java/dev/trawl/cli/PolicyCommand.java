package dev.trawl.cli;

import picocli.CommandLine.Command;

/// `trawl policy`: what can be known of policies before they are applied, from their files; their
/// impact needs the fleet whose queries are looked at.
@Command(
        name = "policy",
        description =
                "Check, test and explain policies from their files; tell what they would change.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            PolicyLintCommand.class,
            PolicyTestCommand.class,
            PolicyExplainCommand.class,
            PolicyImpactCommand.class
        })
final class PolicyCommand {}
