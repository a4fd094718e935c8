package dev.trawl.query.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/// List prices in US dollars, from the resource `prices.properties`, which has their date.
///
/// @param gigabyteSecond of a function
/// @param functionRequest one invocation
/// @param objectRequest one write of an object
public record Prices(
        String date,
        BigDecimal gigabyteSecond,
        BigDecimal functionRequest,
        BigDecimal objectRequest) {
    private static final BigDecimal MILLIS_PER_SECOND = BigDecimal.valueOf(1_000);

    public static Prices load() {
        Properties properties = new Properties();
        try (InputStream in = Prices.class.getResourceAsStream("prices.properties")) {
            if (in == null) {
                throw new IllegalStateException("prices.properties is missing");
            }
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Prices(
                properties.getProperty("date", "unknown"),
                new BigDecimal(properties.getProperty("lambda.gigabyteSecond")),
                new BigDecimal(properties.getProperty("lambda.request")),
                new BigDecimal(properties.getProperty("s3.write")));
    }

    /// @param gigabyteMillis of all functions
    /// @param invocations of functions
    /// @param writes of objects
    public Cost cost(long millis, long gigabyteMillis, long invocations, long writes) {
        BigDecimal usd =
                gigabyteSecond
                        .multiply(BigDecimal.valueOf(gigabyteMillis))
                        .divide(MILLIS_PER_SECOND)
                        .add(functionRequest.multiply(BigDecimal.valueOf(invocations)))
                        .add(objectRequest.multiply(BigDecimal.valueOf(writes)));
        return new Cost(millis, gigabyteMillis, usd);
    }
}
