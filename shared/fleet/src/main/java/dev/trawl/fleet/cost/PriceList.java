package dev.trawl.fleet.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/// List prices of one date, from the resource `prices.properties`.
public final class PriceList {

    private final Properties properties;

    private PriceList(Properties properties) {
        this.properties = properties;
    }

    /// The prices that this build has.
    public static PriceList load() {
        Properties properties = new Properties();
        try (InputStream file = PriceList.class.getResourceAsStream("prices.properties")) {
            properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PriceList(properties);
    }

    /// The day they were written down.
    public String date() {
        return text("date");
    }

    /// The region that they are of.
    public String region() {
        return text("region");
    }

    /// A price in US dollars.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    public BigDecimal of(String name) {
        return new BigDecimal(text(name));
    }

    /// `count` times a price.
    public BigDecimal times(String name, long count) {
        return of(name).multiply(BigDecimal.valueOf(count));
    }

    private String text(String name) {
        String text = properties.getProperty(name);
        if (text == null) {
            throw new IllegalArgumentException("prices.properties has no " + name);
        }
        return text;
    }
}
