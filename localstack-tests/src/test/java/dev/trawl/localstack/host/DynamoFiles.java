package dev.trawl.localstack.host;

import dev.trawl.local.dynamodb.EmulatorMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// DynamoDB Local where LocalStack looks for it, so that it downloads nothing.
final class DynamoFiles {
    private static final String AGENT = NoAgent.class.getName().replace('.', '/') + ".class";

    private DynamoFiles() {}

    /// Puts the files below LocalStack's root folder; `built` is `dynamodb.jar` of `local/`.
    static void place(Path root, Path built) throws IOException {
        Path libraries = root.resolve("var/lib/localstack/lib");
        Path dynamo = Files.createDirectories(libraries.resolve("dynamodb-local/2"));
        Path java = Files.createDirectories(libraries.resolve("java"));
        // LocalStack asks for 21; any later one does.
        Files.createSymbolicLink(java.resolve("21"), Path.of(System.getProperty("java.home")));
        Files.createDirectories(dynamo.resolve("DynamoDBLocal_lib"));
        write(
                dynamo.resolve("DynamoDBLocal.jar"),
                Map.of(
                        "Main-Class", EmulatorMain.class.getName(),
                        "Class-Path", built.toUri().toString(),
                        "Enable-Native-Access", "ALL-UNNAMED"),
                "");
        write(
                dynamo.resolve("ddb-local-loader-0.1.jar"),
                Map.of("Premain-Class", NoAgent.class.getName()),
                AGENT);
    }

    private static void write(Path jar, Map<String, String> attributes, String content)
            throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach(manifest.getMainAttributes()::putValue);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            if (!content.isEmpty()) {
                try (InputStream in =
                        Objects.requireNonNull(
                                NoAgent.class.getClassLoader().getResourceAsStream(content))) {
                    out.putNextEntry(new JarEntry(content));
                    in.transferTo(out);
                }
            }
        }
    }
}
