package dev.trawl.lambda;

import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Measures in CloudWatch's embedded metric format: members of a log line, from which CloudWatch
/// makes metrics, so that a function needs no call and no right for them.
final class MetricDocument {
    private MetricDocument() {}

    /// Adds `_aws` and the values to a line's object, which has its dimensions already.
    ///
    /// @param dimensions members of the object by which the metrics are kept apart
    static void write(
            JsonWriter out, Instant time, Set<String> dimensions, Map<Metric, Long> values) {
        out.field("_aws")
                .object(aws ->
                        aws.field("Timestamp")
                                .integer(time.toEpochMilli())
                                .field("CloudWatchMetrics")
                                .list(
                                        List.of(values.keySet()),
                                        (directive, metrics) ->
                                                directive(directive, dimensions, metrics)));
        values.forEach((metric, value) -> out.field(metric.text()).integer(value));
    }

    private static void directive(JsonWriter out, Set<String> dimensions, Set<Metric> metrics) {
        out.object(o ->
                o.field("Namespace")
                        .string(Metric.NAMESPACE)
                        .field("Dimensions")
                        .list(
                                List.of(dimensions),
                                (set, names) -> set.list(names, JsonWriter::string))
                        .field("Metrics")
                        .list(
                                metrics,
                                (each, metric) ->
                                        each.object(m ->
                                                m.field("Name")
                                                        .string(metric.text())
                                                        .field("Unit")
                                                        .string(metric.unit().text()))));
    }
}
