package dev.trawl.fleet;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What concerns the deployment in an account only: who is told of alarms, what it may cost, how
/// long things are kept, which keys sign, networks and schedules.
///
/// @param alarmEmail who is told of alarms and of the budget
/// @param monthlyBudget in US dollars, 0 for none
/// @param hasMetrics whether functions write metrics of their own
/// @param shift how traffic moves to a new version of a function
/// @param exportBuckets of yours that exports may be written to, besides the state bucket
/// @param exportKeys ARNs of KMS keys by which exports may have their files encrypted
/// @param notices channels by which exports tell how their runs ended
public record DeploymentConfig(
        @Nullable String alarmEmail,
        int monthlyBudget,
        boolean hasMetrics,
        Shift shift,
        Throttle throttle,
        Retention retention,
        Signing signing,
        List<Network> networks,
        List<Schedule> schedules,
        List<String> exportBuckets,
        List<String> exportKeys,
        List<Notice> notices) {

    /// How traffic moves to a new version.
    public enum Shift {
        /// A tenth for five minutes, then all, and back when an alarm rises.
        CANARY,
        /// At once.
        AT_ONCE
    }

    /// Requests per second of the whole API, and how many may come at once.
    ///
    /// @param principalQueries that one principal may run at the same time, 0 for no bound
    public record Throttle(int rate, int burst, int principalQueries) {

        /// Where the file says nothing.
        public static final Throttle DEFAULT = new Throttle(50, 100, 20);

        public Throttle {
            requireRange("deployment.throttle.rate", rate, 1, 10_000);
            requireRange("deployment.throttle.burst", burst, 1, 5_000);
            requireRange("deployment.throttle.principalQueries", principalQueries, 0, 1_000);
        }
    }

    /// Days until things expire; what must not be changed in the audit bucket is locked as long.
    ///
    /// @param isCompliance whether nobody at all may shorten the audit's lock
    public record Retention(
            int logDays,
            int spillDays,
            int resultDays,
            int noncurrentDays,
            int auditDays,
            boolean isCompliance) {

        /// What CloudWatch Logs knows.
        private static final Set<Integer> LOG_DAYS =
                Set.of(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827);

        /// Where the file says nothing.
        public static final Retention DEFAULT = new Retention(30, 1, 1, 30, 400, false);

        public Retention {
            if (!LOG_DAYS.contains(logDays)) {
                throw new ConfigException(
                        "deployment.retention.logDays must be one of "
                                + LOG_DAYS.stream().sorted().toList()
                                + ", not "
                                + logDays
                                + ".");
            }
            requireRange("deployment.retention.spillDays", spillDays, 1, 365);
            requireRange("deployment.retention.resultDays", resultDays, 1, 365);
            requireRange("deployment.retention.noncurrentDays", noncurrentDays, 1, 3_650);
            requireRange("deployment.retention.auditDays", auditDays, 1, 36_500);
        }
    }

    /// The keys by which grants are trusted, one or, while they are rotated, two, and the one of
    /// them that signs.
    public record Signing(List<String> keys, String active) {

        /// Where the file says nothing.
        public static final Signing DEFAULT =
                new Signing(List.of(FleetPlan.SIGNING_KEY), FleetPlan.SIGNING_KEY);

        public Signing {
            keys = List.copyOf(keys);
            requireNames("deployment.signing.keys", keys);
            if (keys.isEmpty() || keys.size() > 2) {
                throw new ConfigException(
                        "deployment.signing.keys must name one key, or two while they are rotated.");
            }
            if (!keys.contains(active)) {
                throw new ConfigException(
                        "deployment.signing.active must be one of keys, not '" + active + "'.");
            }
        }
    }

    /// A network of yours that source functions may be placed in.
    ///
    /// @param securityGroups of the functions; if none, one is made that lets out only
    /// @param routeTables of the subnets, for the gateway endpoints
    /// @param hasEndpoints whether VPC endpoints are made; else the network must have a way out
    public record Network(
            String name,
            String vpc,
            List<String> subnets,
            List<String> securityGroups,
            List<String> routeTables,
            boolean hasEndpoints) {

        public Network {
            subnets = List.copyOf(subnets);
            securityGroups = List.copyOf(securityGroups);
            routeTables = List.copyOf(routeTables);
            requireNames("deployment.networks", List.of(name));
            if (subnets.isEmpty()) {
                throw new ConfigException("deployment.networks." + name + " needs subnets.");
            }
            if (hasEndpoints && routeTables.isEmpty()) {
                throw new ConfigException(
                        "deployment.networks."
                                + name
                                + ": endpoints need routeTables, those of the subnets.");
            }
        }
    }

    /// A job that EventBridge Scheduler starts.
    ///
    /// @param function `scan-metadata` or `export`
    /// @param expression `rate(1 hour)`, `cron(0 6 * * ? *)`, `at(…)`
    /// @param input what the function is told beside the scheduled time
    public record Schedule(
            String name,
            String function,
            String expression,
            String zone,
            Map<String, Object> input) {

        private static final JsonMapper MAPPER = JsonMapper.builder().build();
        private static final Set<String> FUNCTIONS = Set.of("scan-metadata", "export");

        /// Makes the entries of exports what they declare, and finds runs whose runner was lost.
        /// Every fleet has it; a schedule of this name in the file takes its place.
        public static final Schedule RECONCILE_EXPORTS =
                new Schedule(
                        "reconcile-exports",
                        "export",
                        "rate(5 minutes)",
                        "UTC",
                        Map.of("task", "reconcile"));

        public Schedule {
            input = Map.copyOf(input);
            requireNames("deployment.schedules", List.of(name));
            if (!FUNCTIONS.contains(function)) {
                throw new ConfigException(
                        "deployment.schedules."
                                + name
                                + ".function must be scan-metadata or export, not '"
                                + function
                                + "'.");
            }
            if (!expression.matches("(rate|cron|at)\\(.+\\)")) {
                throw new ConfigException(
                        "deployment.schedules."
                                + name
                                + ".expression must be rate(…), cron(…) or at(…), not '"
                                + expression
                                + "'.");
            }
        }

        /// What the function is sent, as JSON: `source`, `schedule`, `time`, which the Scheduler
        /// fills in, and the input.
        public String event() {
            ObjectNode event = JsonNodeFactory.instance.objectNode();
            event.put("source", "trawl.schedule");
            event.put("schedule", name);
            event.put("time", "<aws.scheduler.scheduled-time>");
            event.setAll((ObjectNode) MAPPER.valueToTree(new TreeMap<>(input)));
            return event.toString();
        }
    }

    /// A channel by which exports tell how their runs ended: a webhook, a topic of SNS or a bus of
    /// EventBridge.
    ///
    /// @param secret id of the secret that signs what a webhook gets
    /// @param isPrivate whether a webhook may be at a private address, and without TLS
    public record Notice(
            String name,
            @Nullable String webhook,
            @Nullable String secret,
            @Nullable String topic,
            @Nullable String eventBus,
            boolean isPrivate) {

        public Notice {
            String path = "deployment.notices." + name;
            if (Stream.of(webhook, topic, eventBus).filter(Objects::nonNull).count() != 1) {
                throw new ConfigException(path + " must have one of webhook, topic and eventBus.");
            }
            if ((webhook == null) != (secret == null)) {
                throw new ConfigException(path + ": a webhook, and only that, needs a secret.");
            }
            if (webhook != null && !webhook.matches(isPrivate ? "https?://.+" : "https://.+")) {
                throw new ConfigException(path + ".webhook must begin with https://.");
            }
            requireArn(path + ".topic", topic, "sns");
            requireArn(path + ".eventBus", eventBus, "events");
        }

        private static void requireArn(String path, @Nullable String arn, String service) {
            if (arn != null && !arn.matches("arn:[a-z-]+:" + service + ":[a-z0-9-]+:\\d{12}:.+")) {
                throw new ConfigException(path + " must be an ARN of " + service + ".");
            }
        }
    }

    /// Whether an alarm tells of queries whose pace uses the budget up too soon; it goes by the
    /// functions' own metrics.
    public boolean hasCostAlarm() {
        return monthlyBudget > 0 && hasMetrics;
    }

    private static List<Schedule> withReconciliation(List<Schedule> declared) {
        Schedule own = Schedule.RECONCILE_EXPORTS;
        return declared.stream().anyMatch(s -> s.name().equals(own.name()))
                ? List.copyOf(declared)
                : Stream.concat(declared.stream(), Stream.of(own)).toList();
    }

    /// Where the file says nothing.
    public static final DeploymentConfig DEFAULT =
            new DeploymentConfig(
                    null,
                    0,
                    true,
                    Shift.CANARY,
                    Throttle.DEFAULT,
                    Retention.DEFAULT,
                    Signing.DEFAULT,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of());

    public DeploymentConfig {
        notices = List.copyOf(notices);
        requireNames("deployment.notices", notices.stream().map(Notice::name).toList());
        networks = List.copyOf(networks);
        schedules = withReconciliation(schedules);
        exportBuckets = List.copyOf(exportBuckets);
        for (String bucket : exportBuckets) {
            if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
                throw new ConfigException(
                        "deployment.exportBuckets: '" + bucket + "' is no name of a bucket.");
            }
        }
        exportKeys = List.copyOf(exportKeys);
        for (String key : exportKeys) {
            if (!key.matches("arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]{1,80}")) {
                throw new ConfigException(
                        "deployment.exportKeys: '" + key + "' is no ARN of a key of KMS.");
            }
        }
        requireRange("deployment.monthlyBudget", monthlyBudget, 0, 10_000_000);
        requireNames("deployment.networks", networks.stream().map(Network::name).toList());
        requireNames("deployment.schedules", schedules.stream().map(Schedule::name).toList());
        if (monthlyBudget > 0 && alarmEmail == null) {
            throw new ConfigException(
                    "deployment.monthlyBudget needs alarmEmail, who is told when it is used up.");
        }
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ConfigException(
                    name + " must be from " + min + " to " + max + ", not " + value + ".");
        }
    }

    private static void requireNames(String path, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!name.matches("[a-z][a-z0-9-]{0,47}")) {
                throw new ConfigException(
                        path + ": '" + name + "' must match [a-z][a-z0-9-]*, at most 48 long.");
            }
            if (!seen.add(name)) {
                throw new ConfigException(path + ": '" + name + "' is there twice.");
            }
        }
    }
}
