package dev.trawl.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the build has made stays small: a start loads it, and Lambda takes 250 MB unpacked.
final class ZipBudgetTest {

    private static final long MEGABYTE = 1 << 20;
    private static final long UNPACKED_MAX = 250 * MEGABYTE;

    @ParameterizedTest
    @CsvSource({
        "query, 85",
        "policy, 60",
        "scan-metadata, 32",
        "export, 62",
        "authorizer, 30",
        "source-jdbc, 62",
        "source-objects, 62"
    })
    void aZipIsWithinItsBudget(String module, long megabytesMax) throws IOException {
        Path zip = Path.of("../functions").resolve(module).resolve("target/function.zip");
        assumeTrue(Files.exists(zip), zip + " is not built: its size is NOT checked");

        assertThat(Files.size(zip)).isLessThanOrEqualTo(megabytesMax * MEGABYTE);
        try (ZipFile file = new ZipFile(zip.toFile())) {
            assertThat(file.stream().mapToLong(ZipEntry::getSize).sum()).isLessThan(UNPACKED_MAX);
        }
    }
}
