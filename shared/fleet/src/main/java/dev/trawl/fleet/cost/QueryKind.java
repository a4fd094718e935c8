package dev.trawl.fleet.cost;

import java.math.BigDecimal;
import java.util.List;

/// A kind of query with what one of it uses. These are assumptions, shown with every figure; a
/// query's own answer says what it used.
///
/// @param uses time of each function, by memory in MB
/// @param invocations of functions
/// @param scannedMegabytes read from S3, which Athena charges
public record QueryKind(
        String name,
        List<Use> uses,
        int invocations,
        int reads,
        int writes,
        int items,
        long scannedMegabytes) {

    /// `count` environments of `memoryMb` for `millis` each.
    public record Use(String function, int count, int memoryMb, int millis) {}

    /// The kinds of the benchmark.
    public static final List<QueryKind> ALL =
            List.of(
                    new QueryKind(
                            "look-up of a row in a database",
                            List.of(
                                    new Use("query", 1, 1_024, 150),
                                    new Use("policy", 1, 512, 40),
                                    new Use("source", 1, 1_024, 80)),
                            3,
                            2,
                            4,
                            6,
                            10),
                    new QueryKind(
                            "join of a database and files",
                            List.of(
                                    new Use("query", 1, 1_024, 1_200),
                                    new Use("policy", 1, 512, 50),
                                    new Use("source", 2, 1_769, 800)),
                            4,
                            40,
                            8,
                            8,
                            200),
                    new QueryKind(
                            "aggregate over 10 GB of Parquet",
                            List.of(
                                    new Use("query", 1, 1_024, 6_000),
                                    new Use("policy", 1, 512, 50),
                                    new Use("source", 16, 1_769, 5_000)),
                            18,
                            1_300,
                            40,
                            24,
                            10_240),
                    new QueryKind(
                            "export of 1 GB",
                            List.of(
                                    new Use("export", 1, 1_024, 60_000),
                                    new Use("executor", 1, 2_048, 55_000),
                                    new Use("policy", 1, 512, 50),
                                    new Use("source", 8, 1_769, 20_000)),
                            11,
                            300,
                            120,
                            30,
                            4_096));

    public QueryKind {
        uses = List.copyOf(uses);
    }

    /// In US dollars, at a price list.
    public BigDecimal usd(PriceList prices) {
        return prices.times("lambda.gigabyteSecond", gigabyteMillis())
                .movePointLeft(3)
                .add(prices.times("lambda.request", invocations))
                .add(prices.of("http.request"))
                .add(prices.times("s3.read", reads))
                .add(prices.times("s3.write", writes))
                .add(prices.times("dynamodb.write", items));
    }

    /// What Athena charges for the same bytes; it has a least charge.
    public BigDecimal athenaUsd(PriceList prices) {
        long megabytes =
                Math.max(scannedMegabytes, prices.of("athena.query.megabytesMin").longValueExact());
        return prices.times("athena.terabyte", megabytes)
                .divide(BigDecimal.valueOf(1_024L * 1_024L), java.math.MathContext.DECIMAL64);
    }

    private long gigabyteMillis() {
        return uses.stream()
                .mapToLong(use -> (long) use.count() * use.memoryMb() * use.millis() / 1_024)
                .sum();
    }
}
