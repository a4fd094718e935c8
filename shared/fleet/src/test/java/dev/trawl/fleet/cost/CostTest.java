package dev.trawl.fleet.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.fleet.FleetConfig;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CostTest {

    private final PriceList prices = PriceList.load();

    @Test
    void anIdleMonthIsKeysSecretsAlarmsAndADashboard(@TempDir Path folder) throws IOException {
        IdleMonth month = IdleMonth.of(config(folder), prices);

        assertThat(month.count("KMS keys")).isEqualTo(3);
        assertThat(month.count("secrets")).isEqualTo(2);
        assertThat(month.count("alarms")).isEqualTo(21);
        assertThat(month.usd()).isEqualByComparingTo("8.90");
    }

    @Test
    void aQueryIsPricedByWhatItUses() {
        QueryKind kind =
                new QueryKind(
                        "x",
                        java.util.List.of(new QueryKind.Use("query", 2, 1_024, 1_000)),
                        1,
                        0,
                        0,
                        0,
                        1_024 * 1_024);

        assertThat(kind.usd(prices)).isEqualByComparingTo("0.0000345334");
        assertThat(kind.athenaUsd(prices)).isEqualByComparingTo("5");
    }

    @Test
    void theReportShowsWhereItsFiguresAreFrom(@TempDir Path folder) throws IOException {
        assertThat(CostReport.of(config(folder)))
                .contains(prices.date(), "An idle month", "aggregate over 10 GB of Parquet")
                .contains("420.48 a month");
    }

    @Test
    void anUnknownPriceIsAMistake() {
        assertThatThrownBy(() -> prices.of("gold")).hasMessage("prices.properties has no gold");
    }

    /// A query's answer and audit record say what it cost by the same prices.
    @Test
    void queriesArePricedByTheSameList() throws IOException {
        Properties query = new Properties();
        try (Reader file =
                Files.newBufferedReader(
                        Path.of(
                                "../../functions/query/src/main/resources/dev/trawl/query/record/prices.properties"))) {
            query.load(file);
        }
        for (String name :
                java.util.List.of("lambda.gigabyteSecond", "lambda.request", "s3.write")) {
            assertThat(new BigDecimal(query.getProperty(name)))
                    .as(name)
                    .isEqualByComparingTo(prices.of(name));
        }
    }

    private static FleetConfig config(Path folder) throws IOException {
        Path file = folder.resolve("trawl.yaml");
        Files.writeString(
                file,
                """
                fleet: small
                issuers: [{issuer: "https://a.test", jwksUri: "https://a.test/j", audiences: [trawl], algorithms: [RS256]}]
                pseudonymDomains: [person]
                sources: [{name: a, kind: jdbc, secret: a}, {name: b, kind: jdbc, secret: "arn:aws:x"}]
                """);
        return FleetConfig.read(file);
    }
}
