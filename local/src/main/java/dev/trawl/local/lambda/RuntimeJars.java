package dev.trawl.local.lambda;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The class path of an environment: the Runtime Interface Client and what it needs, nothing else.
///
/// The client's own class loader takes the function's classes from the working folder. The jars are
/// found beside this class, whose module depends on them, without initialising any of their
/// classes.
public final class RuntimeJars {

    private static final List<String> ONE_CLASS_OF_EACH =
            List.of(
                    "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                    "com.amazonaws.services.lambda.runtime.Context",
                    "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
                    "software.amazon.awssdk.utilslite.SdkInternalThreadLocal");

    private RuntimeJars() {}

    /// The jars, joined as a class path.
    public static String classPath() {
        return ONE_CLASS_OF_EACH.stream()
                .map(RuntimeJars::jarOf)
                .distinct()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jarOf(String className) {
        try {
            return Path.of(
                    Class.forName(className, false, RuntimeJars.class.getClassLoader())
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(
                    "The Lambda Runtime Interface Client is not on the class path ("
                            + className
                            + ").",
                    e);
        }
    }
}
