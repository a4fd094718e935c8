package dev.trawl.infra.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What is in the zips that the build has made, and under which licences.
class SbomTest {
    private static final List<String> FUNCTIONS =
            List.of(
                    "query",
                    "policy",
                    "scan-metadata",
                    "export",
                    "authorizer",
                    "source-jdbc",
                    "source-objects");

    @TempDir private Path folder;

    @ParameterizedTest
    @FieldSource("FUNCTIONS")
    void everyLibraryHasALicenceThatMayBeThere(String function) {
        Sbom sbom = built(function);

        assertThat(sbom.components()).isNotEmpty();
        for (Component component : sbom.components()) {
            if (!component.isOwn()) {
                assertThat(component.licence())
                        .as("licences.txt has no line for " + component)
                        .isNotNull();
                assertThat(Licences.ALLOWED)
                        .as(component.coordinates())
                        .containsKey(component.licence());
            }
        }
    }

    @Test
    void noLineOfTheListIsForNothing() {
        Set<String> there = new TreeSet<>();
        for (String function : FUNCTIONS) {
            there.addAll(
                    built(function).components().stream()
                            .map(Component::coordinates)
                            .collect(Collectors.toSet()));
        }
        assertThat(Licences.load().all().keySet()).isSubsetOf(there);
        assertThat(Licences.load().all().values()).containsAll(Licences.ALLOWED.keySet());
    }

    @Test
    void theDocumentIsCycloneDx() throws IOException {
        JsonNode json = new JsonMapper().readTree(made("org.duckdb.duckdb_jdbc-1.2").toJson());

        assertThat(json.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(json.path("specVersion").asText()).isEqualTo("1.6");
        assertThat(json.at("/components/0").toString())
                .isEqualTo(
                        """
                        {"type":"library","bom-ref":"pkg:maven/org.duckdb/duckdb_jdbc@1.2","group":"org.duckdb",\
                        "name":"duckdb_jdbc","version":"1.2","purl":"pkg:maven/org.duckdb/duckdb_jdbc@1.2",\
                        "hashes":[{"alg":"SHA-256","content":"c0b5acd8c4b6f3a3b5a1d5d9a6f7d6a0"}],\
                        "licenses":[{"license":{"id":"MIT"}}]}\
                        """
                                .replace(
                                        "c0b5acd8c4b6f3a3b5a1d5d9a6f7d6a0",
                                        json.at("/components/0/hashes/0/content").asText()));
        assertThat(json.at("/components/0/hashes/0/content").asText()).matches("[0-9a-f]{64}");
    }

    @Test
    void anUnknownLibraryIsSeen() throws IOException {
        Component unknown = made("com.example.surprise-3.1.jre8").components().getFirst();

        assertThat(unknown.licence()).isNull();
        assertThat(unknown.isOwn()).isFalse();
        assertThat(unknown.coordinates()).isEqualTo("com.example:surprise");
        assertThat(unknown.version()).isEqualTo("3.1.jre8");
    }

    private Sbom made(String jar) throws IOException {
        Path zip = folder.resolve("function.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.putNextEntry(new ZipEntry("lib/" + jar + ".jar"));
            out.write(jar.getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
        return Sbom.of("query", zip);
    }

    private static Sbom built(String function) {
        Path zip = Path.of("../functions").resolve(function).resolve("target/function.zip");
        assumeTrue(Files.exists(zip), zip + " is not built: its licences are NOT checked");
        return Sbom.of(function, zip);
    }
}
