package dev.trawl.fleettests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the one fleet of this JVM, started at the first use and closed after the last test.
final class FleetExtension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FleetUnderTest.class;
    }

    @Override
    public FleetUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(FleetExtension.class))
                .computeIfAbsent(FleetUnderTest.class, key -> start(), FleetUnderTest.class);
    }

    private static FleetUnderTest start() {
        try {
            return FleetUnderTest.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
