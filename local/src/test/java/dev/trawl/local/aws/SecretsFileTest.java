package dev.trawl.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretsFileTest {

    @TempDir Path folder;

    @Test
    void onlyTheOwnerReadsTheFile() throws IOException {
        SecretsFile secrets = new SecretsFile(folder.resolve("secrets.json"));

        secrets.put("a", "1");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets.file())))
                .isEqualTo("rw-------");
        assertThat(secrets.find("a")).hasValue("1");
        assertThat(secrets.find("b")).isEmpty();
        assertThat(secrets.findOrCreate("a", () -> "2")).isEqualTo("1");
    }

    @Test
    void aFileThatOthersCanReadIsRefused() throws IOException {
        Path file = folder.resolve("secrets.json");
        Files.writeString(file, "{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> new SecretsFile(file).find("a"))
                .hasMessage(file + " can be read by others: run chmod 600 " + file + ".");
    }

    @Test
    void aBrokenFileIsRefusedWithoutItsContent() {
        Path file = folder.resolve("secrets.json");
        PrivateFiles.write(file, "{\"a\": hunter2}");

        assertThatThrownBy(() -> new SecretsFile(file).find("a"))
                .hasMessage(file + " is not a JSON object of strings (line 1).")
                .hasNoCause();
    }
}
