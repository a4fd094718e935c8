package dev.trawl.query;

import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Metric;
import dev.trawl.query.record.FragmentReport;
import dev.trawl.query.record.QueryState;

/// What is measured of a query's answer.
final class Measures {
    private static final int MILLIONTHS = 6;

    private Measures() {}

    static void of(QueryState.Summary summary, Invocation invocation) {
        invocation.measure(Metric.ROWS_ANSWERED, summary.rows());
        invocation.measure(Metric.FRAGMENTS, summary.fragments().size());
        invocation.measure(
                Metric.BYTES_FROM_SOURCES,
                summary.fragments().stream().mapToLong(FragmentReport::bytes).sum());
        invocation.measure(
                Metric.COST, summary.cost().usd().movePointRight(MILLIONTHS).longValue());
    }
}
