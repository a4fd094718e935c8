package dev.trawl.lambda;

/// What functions measure. Each is a metric of the namespace `Trawl` in CloudWatch, by fleet and
/// function; `docs/operations/metrics.md` lists them.
///
/// Figures are of governed rows: what is counted here passed filters and masks.
public enum Metric {
    /// Runs of a function.
    REQUESTS("Requests", Unit.COUNT),
    /// From the payload to the answer.
    LATENCY("Latency", Unit.MILLISECONDS),
    /// Runs that were their environment's first.
    COLD_STARTS("ColdStarts", Unit.COUNT),
    /// Runs that ended with an error of the caller's.
    USER_ERRORS("UserErrors", Unit.COUNT),
    /// Runs that met a limit.
    LIMIT_ERRORS("LimitErrors", Unit.COUNT),
    /// Runs that failed for want of capacity; they are among the limit errors, too.
    THROTTLED("Throttled", Unit.COUNT),
    /// Runs that a source, a store or another function let down.
    EXTERNAL_ERRORS("ExternalErrors", Unit.COUNT),
    /// Runs that failed on Trawl's own account.
    BUGS("Bugs", Unit.COUNT),
    /// Runs that were refused for who asked: no token, or no right.
    DENIALS("Denials", Unit.COUNT),

    /// Rows of answers.
    ROWS_ANSWERED("RowsAnswered", Unit.COUNT),
    /// Fragments that sources ran for answers.
    FRAGMENTS("Fragments", Unit.COUNT),
    /// Bytes of Arrow that sources gave for answers.
    BYTES_FROM_SOURCES("BytesFromSources", Unit.BYTES),
    /// Price of answers, in millionths of a US dollar.
    COST("CostMicrodollars", Unit.NONE),
    /// Plans that were made; queries whose plan was kept from before make none.
    PLANS_MADE("PlansMade", Unit.COUNT),
    /// Queries that a front left to the executor.
    HANDED_OVER("HandedOver", Unit.COUNT),

    /// Grants that policy signed.
    GRANTS("Grants", Unit.COUNT),

    /// Rows that a source gave.
    ROWS_SENT("RowsSent", Unit.COUNT),
    /// Bytes of Arrow that a source gave.
    BYTES_SENT("BytesSent", Unit.BYTES),

    /// Runs of exports that were committed.
    EXPORTS_COMMITTED("ExportsCommitted", Unit.COUNT),
    /// Runs of exports that ended without a manifest.
    EXPORTS_FAILED("ExportsFailed", Unit.COUNT),

    /// Events of objects that came or went.
    OBJECT_EVENTS("ObjectEvents", Unit.COUNT),
    /// Tables that a scan found.
    TABLES_SCANNED("TablesScanned", Unit.COUNT),
    /// Tables that are no longer what their datasets declare.
    TABLES_DRIFTED("TablesDrifted", Unit.COUNT);

    /// Where CloudWatch keeps them.
    public static final String NAMESPACE = "Trawl";

    private final String text;
    private final Unit unit;

    Metric(String text, Unit unit) {
        this.text = text;
        this.unit = unit;
    }

    /// Its name in CloudWatch.
    public String text() {
        return text;
    }

    public Unit unit() {
        return unit;
    }

    /// A unit of CloudWatch's.
    public enum Unit {
        COUNT("Count"),
        MILLISECONDS("Milliseconds"),
        BYTES("Bytes"),
        NONE("None");

        private final String text;

        Unit(String text) {
            this.text = text;
        }

        /// Its name in CloudWatch.
        public String text() {
            return text;
        }
    }
}
