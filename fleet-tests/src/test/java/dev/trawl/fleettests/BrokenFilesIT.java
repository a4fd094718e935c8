package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that are not what they claim: a coded refusal without a value of theirs, and the same
/// environment goes on.
@ExtendWith(FleetExtension.class)
@Timeout(60)
class BrokenFilesIT {
    private static final String PARQUET = "broken/parquet/data.parquet";
    private static final String CSV = "broken/csv/data.csv";
    private static final String READ_PARQUET =
            "select count(*), sum(id), max(secret) from broken_parquet";
    private static final String READ_CSV =
            "select count(*), sum(id), max(secret), max(day) from broken_csv";
    private static final long SEED = 20261121;

    private static byte[] good;

    @BeforeAll
    static void declare(FleetUnderTest fleet) throws IOException, SQLException {
        Path file = fleet.scratch().resolve("good.parquet");
        try (Oracle oracle = Oracle.open()) {
            oracle.writeParquet(
                    "SELECT i AS id, 'classified-' || md5(i::varchar) AS secret"
                            + " FROM range(10000) AS r(i)",
                    file);
        }
        good = Files.readAllBytes(file);
        fleet.buckets().put(Buckets.LAKE, PARQUET, good);
        csv(fleet, "id,secret,day\n1,a,2024-01-01\n");
        fleet.apply(TestResources.read("fleet/resources/broken.yaml"));
    }

    static Stream<Arguments> brokenParquet() {
        int size = good.length;
        byte[] magic = good.clone();
        magic[size - 1] = 'X';
        byte[] start = good.clone();
        start[0] = 'X';
        byte[] longFooter = good.clone();
        Arrays.fill(longFooter, size - 8, size - 4, (byte) 0x7f);
        byte[] garbage = good.clone();
        byte[] noise = new byte[600];
        new Random(SEED).nextBytes(noise);
        System.arraycopy(noise, 0, garbage, size - 8 - noise.length, noise.length);
        return Stream.of(
                Arguments.of("empty", new byte[0]),
                Arguments.of("only a magic", "PAR1".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("cut in the middle", Arrays.copyOf(good, size / 2)),
                Arguments.of("without its last byte", Arrays.copyOf(good, size - 1)),
                Arguments.of("wrong magic at the end", magic),
                Arguments.of("footer longer than the file", longFooter),
                Arguments.of("garbage in the footer", garbage),
                Arguments.of("text", "id,secret\n1,classified\n".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenParquet")
    void brokenParquetIsRefused(String what, byte[] bytes, FleetUnderTest fleet) {
        fleet.buckets().put(Buckets.LAKE, PARQUET, bytes);

        Answer answer = fleet.as("ana").query(READ_PARQUET).refusedWith("SOURCE_DATA_INVALID");

        assertThat(answer.text()).as(what).doesNotContain("classified");
        goodFileIsRead(fleet);
    }

    @Test
    void flippedBytesNeverEndAnEnvironment(FleetUnderTest fleet) {
        goodFileIsRead(fleet);
        List<Long> before = pids(fleet);
        Random random = new Random(SEED);
        for (int i = 0; i < 20; i++) {
            byte[] bytes = good.clone();
            int flips = 1 + random.nextInt(20);
            for (int flip = 0; flip < flips; flip++) {
                bytes[4 + random.nextInt(bytes.length - 12)] ^= (byte) (1 + random.nextInt(255));
            }
            fleet.buckets().put(Buckets.LAKE, PARQUET, bytes);

            Answer answer = fleet.as("ana").query(READ_PARQUET);

            if (answer.status() != 200) {
                answer.refusedWith(
                        "SOURCE_DATA_INVALID", "VALUE_OUT_OF_RANGE", "MEMORY_LIMIT_EXCEEDED");
                assertThat(answer.text()).doesNotContain("classified");
            }
        }
        goodFileIsRead(fleet);
        assertThat(pids(fleet)).as("environments before and after").containsAll(before);
    }

    static Stream<Arguments> brokenCsv() {
        return Stream.of(
                Arguments.of("too few fields", "id,secret,day\n1,classified\n"),
                Arguments.of("too many fields", "id,secret,day\n1,classified,2024-01-01,x\n"),
                Arguments.of("a quote that does not end", "id,secret,day\n1,\"classified,2024\n"),
                Arguments.of("text after a quote", "id,secret,day\n1,\"classified\"x,2024-01-01\n"),
                Arguments.of("a number that is none", "id,secret,day\nclassified,b,2024-01-01\n"),
                Arguments.of(
                        "a number too large", "id,secret,day\n99999999999999999999,b,2024-01-01\n"),
                Arguments.of("a date that is none", "id,secret,day\n1,b,classified\n"),
                Arguments.of("a day that is none", "id,secret,day\n1,b,2023-02-29\n"),
                Arguments.of("other columns", "id,other,day\n1,classified,2024-01-01\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenCsv")
    void brokenCsvIsRefused(String what, String text, FleetUnderTest fleet) {
        csv(fleet, text);

        Answer answer = fleet.as("ana").query(READ_CSV).refusedWith("SOURCE_DATA_INVALID");

        assertThat(answer.text()).as(what).doesNotContain("classified");
    }

    @Test
    void csvThatIsNotUtf8IsRefused(FleetUnderTest fleet) {
        fleet.buckets()
                .put(
                        Buckets.LAKE,
                        CSV,
                        "id,secret,day\n1,caf\u00e9,2024-01-01\n"
                                .getBytes(StandardCharsets.ISO_8859_1));

        fleet.as("ana").query(READ_CSV).refusedWith("SOURCE_DATA_INVALID");
    }

    private static void goodFileIsRead(FleetUnderTest fleet) {
        fleet.buckets().put(Buckets.LAKE, PARQUET, good);
        assertThat(fleet.as("ana").query(READ_PARQUET).rows().getFirst().get(0).asInt())
                .isEqualTo(10_000);
    }

    private static void csv(FleetUnderTest fleet, String text) {
        fleet.buckets().put(Buckets.LAKE, CSV, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Long> pids(FleetUnderTest fleet) {
        return fleet.fleet().environments("source-lake").stream().map(e -> e.pid()).toList();
    }
}
