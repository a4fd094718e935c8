package dev.trawl.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TpchLinesTest {

    @Test
    void aTableIsALinePerRow(@TempDir Path folder) throws IOException {
        TpchLines.main(new String[] {"0.01", folder.toString(), "region", "supplier"});

        assertThat(Files.readAllLines(folder.resolve("region.tbl")))
                .hasSize(5)
                .first()
                .asString()
                .startsWith("0|AFRICA|")
                .doesNotEndWith("|");
        assertThat(Files.readString(folder.resolve("supplier.rows"))).isEqualTo("100\n");
    }
}
