package dev.trawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenCommandTest {

    @TempDir Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeFile() throws IOException {
        Files.writeString(
                folder.resolve("trawl.yaml"),
                """
                fleet: test
                issuers:
                  - {issuer: "https://login.test", development: true, audiences: [trawl]}
                principals:
                  - {name: ana, groups: [analysts], purposes: [reporting]}
                """);
    }

    @Test
    void aDeclaredPrincipalsTokenMayBeChanged() {
        int code = run("ana", "--claim", "region=EU", "--group", "stewards", "--life", "60");

        assertThat(code).isZero();
        assertThat(claims())
                .contains("\"iss\":\"https://login.test\"")
                .contains("\"sub\":\"ana\"")
                .contains("\"groups\":[\"stewards\"]")
                .contains("\"purposes\":[\"reporting\"]")
                .contains("\"region\":\"EU\"");
    }

    @Test
    void anySubjectCanHaveAToken() {
        assertThat(run("--sub", "robot")).isZero();
        assertThat(claims()).contains("\"sub\":\"robot\"").contains("\"aud\":\"trawl\"");
    }

    @Test
    void anUnknownPrincipalIsRefusedWithThoseThereAre() {
        assertThat(run("bob")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("error: There is no principal 'bob'; the fleet's file declares ana.\n");
    }

    private String claims() {
        String payload = out.toString().split("\\.", -1)[1];
        return new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
    }

    private int run(String... arguments) {
        String[] line = new String[arguments.length + 3];
        line[0] = "token";
        line[1] = "--config";
        line[2] = folder.resolve("trawl.yaml").toString();
        System.arraycopy(arguments, 0, line, 3, arguments.length);
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line);
    }
}
