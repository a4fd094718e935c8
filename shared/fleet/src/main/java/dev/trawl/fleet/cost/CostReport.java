package dev.trawl.fleet.cost;

import dev.trawl.fleet.FleetConfig;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/// The costs of a fleet as a text.
public final class CostReport {

    private static final int HOURS = 730;

    private CostReport() {}

    /// An idle month, and one query of each kind, against Athena and a small Trino that is always
    /// on.
    public static String of(FleetConfig config) {
        PriceList prices = PriceList.load();
        StringBuilder text = new StringBuilder();
        text.append(
                "List prices of %s, %s, in US dollars, without taxes and free tiers.\n\n"
                        .formatted(prices.region(), prices.date()));
        text.append(idle(config, prices)).append('\n');
        text.append("%-34s %14s %14s%n".formatted("One query", "Trawl", "Athena"));
        for (QueryKind kind : QueryKind.ALL) {
            text.append(
                    "  %-32s %14s %14s%n"
                            .formatted(
                                    kind.name(),
                                    dollars(kind.usd(prices), 6),
                                    dollars(kind.athenaUsd(prices), 6)));
        }
        BigDecimal trino =
                prices.of("trino.node.hour")
                        .multiply(prices.of("trino.nodes"))
                        .multiply(BigDecimal.valueOf(HOURS));
        text.append(
                "%nA Trino of three m6i.xlarge that is always on: %s a month.%n"
                        .formatted(dollars(trino, 2)));
        text.append(
                "What one query of a kind uses is assumed; docs/operations/cost.md says what.\n");
        return text.toString();
    }

    /// What an idle month costs, line by line.
    public static String idle(FleetConfig config, PriceList prices) {
        IdleMonth month = IdleMonth.of(config, prices);
        StringBuilder text = new StringBuilder("%-34s %14s%n".formatted("An idle month", ""));
        for (IdleMonth.Line line : month.lines()) {
            text.append(
                    "  %-32s %14s%n"
                            .formatted(line.count() + " " + line.what(), dollars(line.usd(), 2)));
        }
        text.append("  %-32s %14s%n".formatted("together", dollars(month.usd(), 2)));
        return text.toString();
    }

    private static String dollars(BigDecimal usd, int digits) {
        return String.format(Locale.ROOT, "%s", usd.setScale(digits, RoundingMode.HALF_UP));
    }
}
