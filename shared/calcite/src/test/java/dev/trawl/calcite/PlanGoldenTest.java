package dev.trawl.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.PlanPrinter;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each file of `src/test/resources/plan` has queries and, under each, the plan or the error. A
/// failing run leaves the actual file in `target/plan`; `-Dgolden.write` rewrites the expectation.
class PlanGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/plan");

    @ParameterizedTest
    @MethodSource("files")
    void plansAreAsExpected(String file) throws IOException {
        String expected = Files.readString(FOLDER.resolve(file));
        StringBuilder actual = new StringBuilder();
        for (String block : expected.split("(?m)^---\n", -1)) {
            if (!block.isBlank()) {
                String sql = block.split("(?m)^=>\n", -1)[0];
                actual.append(sql).append("=>\n").append(outcome(sql.strip())).append("---\n");
            }
        }
        if (!expected.contentEquals(actual)) {
            Files.writeString(
                    Files.createDirectories(Path.of("target/plan")).resolve(file), actual);
        }
        assertThat(actual).hasToString(expected);
    }

    private static String outcome(String sql) {
        try {
            return PlanPrinter.print(
                    new SqlPlanner(SqlLimits.DEFAULT).plan(TestTables.request(sql)));
        } catch (TrawlException e) {
            String place =
                    e.position().map(p -> " at %d:%d".formatted(p.line(), p.column())).orElse("");
            return e.code() + place + ": " + e.text() + "\n";
        }
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }
}
