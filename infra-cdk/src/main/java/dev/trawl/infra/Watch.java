package dev.trawl.infra;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.infra.Alarms.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.budgets.CfnBudget;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.IWidget;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.logs.FilterPattern;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.MetricFilter;
import software.constructs.Construct;

/// Alarms, dashboard and budget. What each alarm means: docs/operations/runbook.md.
final class Watch {

    private static final int DENIED_MAX = 50;
    private static final int SLOW_MILLIS = 20_000;
    private static final int WIDTH = 12;
    private static final int MILLIONTHS = 1_000_000;
    private static final int HOURS_OF_TWO_DAYS = 48;

    private final Construct scope;
    private final FunctionsStack functions;
    private final HttpEdge api;
    private final FleetConfig config;
    private final Alarms alarms;

    Watch(Construct scope, FunctionsStack functions, HttpEdge api) {
        this.scope = scope;
        this.functions = functions;
        this.api = api;
        this.config = functions.config();
        this.alarms = Alarms.of(scope, config.fleet());
    }

    void addAll() {
        for (FleetFunction function : functions.functions()) {
            String name = function.plan().name();
            alarms.add(
                    scope,
                    new Rule(
                            "Throttles-" + name,
                            name + "-throttles",
                            name + " had no capacity left for calls.",
                            5,
                            3),
                    lambda(function, "Throttles", "Sum"));
        }
        addSlow();
        addDenied();
        addServerErrors();
        functions.queues().forEach((name, queue) -> addFailures(name, queue));
        addCost();
        addDashboard();
        addBudget();
    }

    private void addSlow() {
        alarms.add(
                scope,
                new Rule(
                        "Slow",
                        "slow",
                        "One request in a hundred takes longer than 20 s.",
                        SLOW_MILLIS,
                        5),
                gateway("Latency", "p99"));
    }

    /// At this pace the month's budget is gone in two days; AWS' own figures come a day late.
    private void addCost() {
        if (!config.deployment().hasCostAlarm()) {
            return;
        }
        double hourly =
                (double) config.deployment().monthlyBudget() * MILLIONTHS / HOURS_OF_TWO_DAYS;
        alarms.add(
                scope,
                new Rule(
                        "Cost",
                        "cost",
                        "Queries of one hour cost a 48th of the month's budget, at list prices.",
                        hourly,
                        1),
                MathExpression.Builder.create()
                        .expression("FILL(query, 0) + FILL(executor, 0)")
                        .label("microdollars")
                        .usingMetrics(new TreeMap<>(hourlyCosts()))
                        .period(Duration.hours(1))
                        .build());
    }

    private Map<String, IMetric> hourlyCosts() {
        return Map.of(
                "query",
                own("query", "CostMicrodollars", Duration.hours(1)),
                "executor",
                own("executor", "CostMicrodollars", Duration.hours(1)));
    }

    /// What a function measures itself; docs/operations/metrics.md.
    private Metric own(String function, String name, Duration period) {
        return Metric.Builder.create()
                .namespace("Trawl")
                .metricName(name)
                .dimensionsMap(Map.of("fleet", config.fleet(), "function", function))
                .statistic("Sum")
                .period(period)
                .build();
    }

    private Metric own(String function, String name) {
        return own(function, name, Duration.minutes(5));
    }

    private void addServerErrors() {
        alarms.add(
                scope,
                new Rule("ServerErrors", "server-errors", "The API answers with 5xx.", 5, 3),
                gateway("5xx", "Sum"));
    }

    private void addDenied() {
        MetricFilter.Builder.create(scope, "DeniedFilter")
                .logGroup(
                        LogGroup.fromLogGroupName(
                                scope, "QueryLog", "/aws/lambda/" + config.deployedName("query")))
                .filterPattern(
                        FilterPattern.any(
                                FilterPattern.stringValue("$.code", "=", "PERMISSION_DENIED"),
                                FilterPattern.stringValue("$.code", "=", "UNAUTHENTICATED")))
                .metricNamespace("Trawl")
                .metricName(config.fleet() + "-denied")
                .metricValue("1")
                .defaultValue(0)
                .build();
        alarms.add(
                scope,
                new Rule(
                        "Denied",
                        "denied",
                        "Many queries are denied: somebody tries, or a policy is wrong.",
                        DENIED_MAX,
                        1),
                denied());
    }

    private Metric denied() {
        return Metric.Builder.create()
                .namespace("Trawl")
                .metricName(config.fleet() + "-denied")
                .statistic("Sum")
                .period(Duration.minutes(5))
                .build();
    }

    private void addFailures(String name, String queue) {
        alarms.add(
                scope,
                new Rule(
                        "Failures-" + name,
                        name + "-dead-letters",
                        "What " + name + " could not do is in its queue; see the runbook.",
                        1,
                        1),
                waiting(queue));
    }

    private void addDashboard() {
        List<List<IWidget>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        graph(
                                "Requests and refusals",
                                gateway("Count", "Sum"),
                                gateway("4xx", "Sum"),
                                gateway("5xx", "Sum"),
                                denied()),
                        graph(
                                "Latency (ms)",
                                gateway("Latency", "p50"),
                                gateway("Latency", "p99"))));
        rows.add(
                List.of(
                        graph("Invocations", f -> lambda(f, "Invocations", "Sum")),
                        graph("Duration p99 (ms)", f -> lambda(f, "Duration", "p99"))));
        rows.add(
                List.of(
                        graph("Errors", f -> lambda(f, "Errors", "Sum")),
                        graph("Throttles", f -> lambda(f, "Throttles", "Sum"))));
        if (config.deployment().hasMetrics()) {
            rows.add(
                    List.of(
                            graph(
                                    "Answers: rows, fragments, grants",
                                    own("query", "RowsAnswered"),
                                    own("executor", "RowsAnswered"),
                                    own("query", "Fragments"),
                                    own("policy", "Grants")),
                            graph(
                                    "Price of answers (millionths of a dollar)",
                                    own("query", "CostMicrodollars"),
                                    own("executor", "CostMicrodollars"))));
            rows.add(
                    List.of(
                            graph(
                                    "Failures of the API by kind",
                                    own("query", "UserErrors"),
                                    own("query", "LimitErrors"),
                                    own("query", "Throttled"),
                                    own("query", "ExternalErrors"),
                                    own("query", "Bugs")),
                            graph(
                                    "Jobs",
                                    own("export", "ExportsCommitted"),
                                    own("export", "ExportsFailed"),
                                    own("scan-metadata", "ObjectEvents"),
                                    own("scan-metadata", "TablesDrifted"))));
        }
        rows.add(
                List.of(
                        GraphWidget.Builder.create()
                                .title("Dead letters")
                                .width(WIDTH)
                                .left(
                                        functions.queues().values().stream()
                                                .map(q -> (IMetric) waiting(q))
                                                .toList())
                                .build()));
        Dashboard.Builder.create(scope, "Dashboard")
                .dashboardName(config.fleet())
                .widgets(rows)
                .build();
    }

    private GraphWidget graph(
            String title, java.util.function.Function<FleetFunction, Metric> metric) {
        return GraphWidget.Builder.create()
                .title(title)
                .width(WIDTH)
                .left(functions.functions().stream().map(metric).map(m -> (IMetric) m).toList())
                .build();
    }

    private static GraphWidget graph(String title, Metric... metrics) {
        return GraphWidget.Builder.create()
                .title(title)
                .width(WIDTH)
                .left(List.of(metrics))
                .build();
    }

    private Metric gateway(String name, String statistic) {
        return metric("AWS/ApiGateway", name, Map.of("ApiId", api.id()), statistic);
    }

    private void addBudget() {
        String email = config.deployment().alarmEmail();
        int dollars = config.deployment().monthlyBudget();
        if (dollars == 0 || email == null) {
            return;
        }
        CfnBudget.Builder.create(scope, "Budget")
                .budget(
                        CfnBudget.BudgetDataProperty.builder()
                                .budgetName(config.fleet())
                                .budgetType("COST")
                                .timeUnit("MONTHLY")
                                .budgetLimit(
                                        CfnBudget.SpendProperty.builder()
                                                .amount(dollars)
                                                .unit("USD")
                                                .build())
                                .costFilters(
                                        Map.of(
                                                "TagKeyValue",
                                                List.of("user:trawl:fleet$" + config.fleet())))
                                .build())
                .notificationsWithSubscribers(
                        List.of(notice("ACTUAL", 80, email), notice("FORECASTED", 100, email)))
                .build();
    }

    private static CfnBudget.NotificationWithSubscribersProperty notice(
            String kind, int percent, String email) {
        return CfnBudget.NotificationWithSubscribersProperty.builder()
                .notification(
                        CfnBudget.NotificationProperty.builder()
                                .notificationType(kind)
                                .comparisonOperator("GREATER_THAN")
                                .threshold(percent)
                                .thresholdType("PERCENTAGE")
                                .build())
                .subscribers(
                        List.of(
                                CfnBudget.SubscriberProperty.builder()
                                        .subscriptionType("EMAIL")
                                        .address(email)
                                        .build()))
                .build();
    }

    private Metric lambda(FleetFunction function, String name, String statistic) {
        return metric(
                "AWS/Lambda",
                name,
                Map.of("FunctionName", config.deployedName(function.plan().name())),
                statistic);
    }

    private static Metric waiting(String queue) {
        return metric(
                "AWS/SQS",
                "ApproximateNumberOfMessagesVisible",
                Map.of("QueueName", queue),
                "Maximum");
    }

    private static Metric metric(
            String space, String name, Map<String, String> dimensions, String statistic) {
        return Metric.Builder.create()
                .namespace(space)
                .metricName(name)
                .dimensionsMap(dimensions)
                .statistic(statistic)
                .period(Duration.minutes(1))
                .build();
    }
}
