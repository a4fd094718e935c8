package dev.trawl.infra.sbom;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The libraries of one function's zip, as they are there: what was built, not what a build file
/// says. The same zip gives the same document.
public record Sbom(String function, List<Component> components) {

    private static final String LIBRARIES = "lib/";
    private static final String JAR = ".jar";

    /// Quarkus names so what it has taken classes out of.
    private static final String MODIFIED = "modified-";

    public Sbom {
        components = List.copyOf(components);
    }

    /// Of a zip.
    public static Sbom of(String function, Path zip) {
        Licences licences = Licences.load();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            return new Sbom(
                    function,
                    file.stream()
                            .filter(entry ->
                                    entry.getName().startsWith(LIBRARIES)
                                            && entry.getName().endsWith(JAR))
                            .map(entry -> component(file, entry, licences))
                            .sorted(Comparator.comparing(Component::packageUrl))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Component component(ZipFile zip, ZipEntry entry, Licences licences) {
        String path = entry.getName();
        String name = path.substring(LIBRARIES.length(), path.length() - JAR.length());
        String plain = name.startsWith(MODIFIED) ? name.substring(MODIFIED.length()) : name;
        String sha256 = sha256(zip, entry);
        return licences.component(plain, sha256).orElseGet(() -> unlisted(plain, sha256));
    }

    /// Trawl's own, or one that nobody has looked at; where its name ends is a guess.
    private static Component unlisted(String file, String sha256) {
        int version = file.replaceAll("-\\d.*", "").length();
        int group =
                file.startsWith("dev.trawl.")
                        ? "dev.trawl".length()
                        : Math.max(0, file.lastIndexOf('.', version - 1));
        return new Component(
                file.substring(0, group),
                file.substring(Math.min(version, group + 1), version),
                version == file.length() ? "" : file.substring(version + 1),
                sha256,
                null);
    }

    /// CycloneDX 1.6.
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("bomFormat", "CycloneDX").put("specVersion", "1.6").put("version", 1);
        json.putObject("metadata")
                .putObject("component")
                .put("type", "application")
                .put("name", "trawl-" + function);
        ArrayNode all = json.putArray("components");
        components.forEach(component -> write(component, all.addObject()));
        return json.toPrettyString();
    }

    private static void write(Component component, ObjectNode json) {
        json.put("type", "library");
        json.put("bom-ref", component.packageUrl());
        json.put("group", component.group());
        json.put("name", component.name());
        json.put("version", component.version());
        json.put("purl", component.packageUrl());
        json.putArray("hashes")
                .addObject()
                .put("alg", "SHA-256")
                .put("content", component.sha256());
        if (component.licence() != null) {
            json.putArray("licenses")
                    .addObject()
                    .putObject("license")
                    .put("id", component.licence());
        }
    }

    private static String sha256(ZipFile zip, ZipEntry entry) {
        try (InputStream in = zip.getInputStream(entry)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
