package dev.trawl.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `trawl version`.
@Command(name = "version", description = "Show the version.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Properties properties = new Properties();
        try (InputStream file = VersionCommand.class.getResourceAsStream("version.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        spec.commandLine()
                .getOut()
                .println(
                        "trawl "
                                + properties.getProperty("version")
                                + " (Java "
                                + Runtime.version().feature()
                                + ")");
        return 0;
    }
}
