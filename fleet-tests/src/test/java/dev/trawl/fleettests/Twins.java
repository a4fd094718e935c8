package dev.trawl.fleettests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Asks queries in both worlds, several at once, and compares all that is seen: rows, types,
/// figures, plans, errors and their words, how the rows are cut, and what is recorded of it. Time
/// and what is made of it is left out.
final class Twins implements AutoCloseable {
    private static final Set<String> UNDEFENDED =
            Set.of("queryId", "instance", "millis", "gigabyteMillis", "cost", "costUsd", "usd");

    private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);
    private static final int ASKED_MAX = 20;

    /// So often is a query asked again of which several parts fail, to see the same one fail first.
    private static final int RACES = 6;

    /// An explanation that ran tells what one that did not tells; of so many, both are compared.
    private static final int EXPLAINED = 4;

    private static final String ARROW = "application/vnd.apache.arrow.stream";

    /// Of so many queries one is asked for as Arrow, too, and of so many the record is looked up.
    private static final int CUT = 5;

    private static final int RECORDED = 10;

    private final Map<Side, List<Caller>> readers = new EnumMap<>(Side.class);
    private final ExecutorService workers;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger undecided = new AtomicInteger();
    private final Records records;

    /// Whether batches and records of some queries are compared, which takes the longer the more of
    /// them there are.
    enum Records {
        COMPARED,
        LEFT_OUT
    }

    /// @param workers requests at once
    Twins(FleetUnderTest fleet, Tokens tokens, int workers, Records records) throws JOSEException {
        this.records = records;
        this.workers = Executors.newFixedThreadPool(workers);
        for (Side side : Side.values()) {
            List<Caller> callers = new ArrayList<>();
            for (int policy = 0; policy < VaultPolicies.COUNT; policy++) {
                String token =
                        tokens.of(
                                subject(side),
                                VaultPolicies.group(side, policy),
                                Map.of("team", "red"));
                callers.add(fleet.withToken(token));
            }
            readers.put(side, callers);
        }
    }

    static String subject(Side side) {
        return "reader-" + side.mark();
    }

    /// A reader of a world.
    Caller reader(Side side, int policy) {
        return readers.getOrDefault(side, List.of()).get(policy);
    }

    /// How many queries were answered in both worlds so far.
    int answered() {
        return answered.get();
    }

    /// Failures of which only the status is known to be the same: which part of a query fails first
    /// is a matter of time.
    int undecided() {
        return undecided.get();
    }

    /// Whether each of them is answered differently.
    List<Boolean> differ(List<Asked> queries) throws InterruptedException, ExecutionException {
        List<Future<Seen>> first = new ArrayList<>();
        List<Future<Seen>> second = new ArrayList<>();
        for (Asked query : queries) {
            first.add(workers.submit(() -> observe(query, Side.FIRST)));
            second.add(workers.submit(() -> observe(query, Side.SECOND)));
        }
        List<Boolean> differ = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            differ.add(isDifferent(queries.get(i), first.get(i).get(), second.get(i).get()));
        }
        return differ;
    }

    private boolean isDifferent(Asked query, Seen first, Seen second) {
        if (first.status() == 200 && second.status() == 200) {
            answered.incrementAndGet();
        }
        if (first.equals(second) || isSameRace(query, first, second)) {
            return false;
        }
        System.out.printf("%s%nfirst  %s%nsecond %s%n", query, first.text(), second.text());
        return true;
    }

    /// Of several parts that fail, each may be told. What one world tells the other one tells, too.
    private boolean isSameRace(Asked query, Seen first, Seen second) {
        if (!first.isRace() || !second.isRace()) {
            return false;
        }
        Set<Seen> ofFirst = new HashSet<>(Set.of(first));
        Set<Seen> ofSecond = new HashSet<>(Set.of(second));
        for (int i = 0; i < RACES; i++) {
            ofFirst.add(observe(query, Side.FIRST));
            ofSecond.add(observe(query, Side.SECOND));
            if (ofFirst.stream().anyMatch(ofSecond::contains)) {
                return true;
            }
        }
        undecided.incrementAndGet();
        return first.explained().equals(second.explained());
    }

    /// @param status of the query
    /// @param text of all answers
    /// @param explained without a run; empty if that is not known
    /// @param isRace whether it failed, and not because of its only part
    private record Seen(int status, String text, String explained, boolean isRace) {}

    private Seen observe(Asked query, Side side) {
        Caller reader = reader(side, query.policy());
        String sql = query.sql().replace("${mark}", side.mark());
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("sql", sql);
        Answer answer = available(() -> reader.query(sql));
        String analyze = request.deepCopy().put("analyze", true).toString();
        Answer analyzed = available(() -> reader.post("/v1/explain", analyze));
        StringBuilder text = new StringBuilder(seen(answer) + "\n" + seen(analyzed));
        if (records == Records.COMPARED && answer.status() == 200 && sql.length() % CUT == 0) {
            text.append('\n').append(cut(reader, sql));
        }
        if (records == Records.COMPARED && sql.length() % RECORDED == 0) {
            text.append('\n').append(recorded(reader, answer.json().path("queryId").asText()));
        }
        String explained = "";
        int parts = 0;
        if (analyzed.status() != 200 || query.sql().length() % EXPLAINED == 0) {
            Answer plan = available(() -> reader.post("/v1/explain", request.toString()));
            parts = plan.json().path("fragments").size();
            explained = side.neutral(seen(plan));
        }
        return new Seen(
                answer.status(),
                side.neutral(text.toString()) + "\n" + explained,
                explained,
                answer.status() >= 400 && analyzed.status() >= 400 && parts != 1);
    }

    /// Rows of each batch of the answer.
    private static String cut(Caller reader, String sql) {
        Answer answer = available(() -> reader.query(Caller.request(sql), ARROW));
        return answer.status() == 200
                ? "batches of " + QueryDouble.batches(answer.body())
                : "as Arrow: " + seen(answer);
    }

    /// What the log tells the reader of a query of its own.
    private static String recorded(Caller reader, String queryId) {
        String where =
                "where query_id = '%s' and recorded_at >= timestamp '%s 00:00:00'"
                        .formatted(queryId, LocalDate.now(ZoneOffset.UTC).minusDays(1));
        List<String> seen = new ArrayList<>();
        for (String sql :
                List.of(
                        "select event, action, error_code, reason, datasets, rows_returned,"
                                + " bytes_returned from system.audit ",
                        "select event, dataset, column_name, mask, row_filters"
                                + " from system.audit_columns ")) {
            seen.add(seen(available(() -> reader.query(sql + where))));
        }
        return seen.toString().replace(queryId, "");
    }

    /// An answer of a fleet that had the time for one.
    private static Answer available(Supplier<Answer> request) {
        Answer answer = request.get();
        for (int i = 0; i < ASKED_MAX && isLate(answer); i++) {
            answer = request.get();
        }
        return answer;
    }

    private static boolean isLate(Answer answer) {
        return BUSY.contains(answer.status())
                || answer.status() == 422 && answer.code().equals("TIME_LIMIT_EXCEEDED");
    }

    private static String seen(Answer answer) {
        JsonNode json = stripped(answer.json());
        if (json instanceof ObjectNode object && object.has("rows")) {
            List<String> rows = new ArrayList<>();
            object.path("rows").forEach(row -> rows.add(row.toString()));
            rows.sort(null);
            object.put("rows", rows.toString());
        }
        return answer.status() + " " + json;
    }

    private static JsonNode stripped(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(UNDEFENDED);
        }
        node.forEach(Twins::stripped);
        return node;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
