package dev.trawl.fleettests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import java.time.Instant;
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
/// figures, plans, errors and their words, how the rows are cut, and, once all were asked, what the
/// log tells of each. Time and what is made of it is left out.
final class Twins implements AutoCloseable {
    private static final Set<String> UNDEFENDED =
            Set.of("queryId", "instance", "millis", "gigabyteMillis", "cost", "costUsd", "usd");

    private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);
    private static final int ASKED_MAX = 20;

    /// So often is a query asked again of which several parts fail, to see the same one fail first.
    private static final int RACES = 6;

    /// An explanation that ran tells what one that did not tells; of so many, both are compared.
    private static final int EXPLAINED = 4;

    /// Of so many queries one is asked for as Arrow, too.
    private static final int CUT = 5;

    private final Map<Side, List<Caller>> readers = new EnumMap<>(Side.class);
    private final ExecutorService workers;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger undecided = new AtomicInteger();
    private final AtomicInteger looked = new AtomicInteger();
    private final Records records;

    /// Whether what the log tells of the queries is compared, too.
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

    /// Of how many queries the log was compared.
    int looked() {
        return looked.get();
    }

    /// Whether each of them is answered differently, or recorded so.
    List<Boolean> differ(List<Asked> queries) throws InterruptedException, ExecutionException {
        Instant begun = Instant.now();
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
        if (records == Records.COMPARED) {
            Recorded ofFirst = Recorded.of(reader(Side.FIRST, 0), begun);
            Recorded ofSecond = Recorded.of(reader(Side.SECOND, 0), begun);
            for (int i = 0; i < queries.size(); i++) {
                Seen one = first.get(i).get();
                Seen other = second.get(i).get();
                if (one.isAlike(other)
                        && isToldDifferently(
                                queries.get(i),
                                ofFirst.of(one.queryIds()),
                                ofSecond.of(other.queryIds()))) {
                    differ.set(i, true);
                }
            }
        }
        return differ;
    }

    private boolean isDifferent(Asked query, Seen first, Seen second) {
        if (first.status() == 200 && second.status() == 200) {
            answered.incrementAndGet();
        }
        if (first.isAlike(second) || isSameRace(query, first, second)) {
            return false;
        }
        tell(query, first.text(), second.text());
        return true;
    }

    /// A query that is asked again in a race is not looked up.
    private boolean isToldDifferently(Asked query, String first, String second) {
        if (first.isEmpty()) {
            throw new AssertionError("no record of " + query);
        }
        looked.incrementAndGet();
        String neutral = Side.SECOND.neutral(second);
        if (first.equals(neutral)) {
            return false;
        }
        tell(query, first, neutral);
        return true;
    }

    private static void tell(Asked query, String first, String second) {
        System.out.printf("%s%nfirst  %s%nsecond %s%n", query, first, second);
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
            if (ofFirst.stream().anyMatch(f -> ofSecond.stream().anyMatch(f::isAlike))) {
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
    /// @param queryIds that the answers had
    private record Seen(
            int status, String text, String explained, boolean isRace, List<String> queryIds) {
        boolean isAlike(Seen other) {
            return status == other.status && text.equals(other.text);
        }
    }

    private Seen observe(Asked query, Side side) {
        Caller reader = reader(side, query.policy());
        String sql = query.sql().replace("${mark}", side.mark());
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("sql", sql);
        Answer answer = available(() -> reader.query(sql));
        String analyze = request.deepCopy().put("analyze", true).toString();
        Answer analyzed = available(() -> reader.post("/v1/explain", analyze));
        StringBuilder text = new StringBuilder(seen(answer) + "\n" + seen(analyzed));
        List<String> queryIds = new ArrayList<>(List.of(answer.queryId(), analyzed.queryId()));
        if (answer.status() == 200 && sql.length() % CUT == 0) {
            Answer arrow = available(() -> reader.query(Caller.request(sql), Caller.ARROW));
            text.append('\n').append(cut(arrow));
            queryIds.add(arrow.queryId());
        }
        String explained = "";
        int parts = 0;
        if (analyzed.status() != 200 || query.sql().length() % EXPLAINED == 0) {
            Answer plan = available(() -> reader.post("/v1/explain", request.toString()));
            parts = plan.json().path("fragments").size();
            queryIds.add(plan.queryId());
            explained = side.neutral(seen(plan));
        }
        return new Seen(
                answer.status(),
                side.neutral(text.toString()) + "\n" + explained,
                explained,
                answer.status() >= 400 && analyzed.status() >= 400 && parts != 1,
                queryIds);
    }

    /// Rows of each batch of the answer.
    private static String cut(Answer answer) {
        return answer.status() == 200
                ? "batches of " + QueryDouble.batches(answer.body())
                : "as Arrow: " + seen(answer);
    }

    /// An answer of a fleet that had the time for one.
    static Answer available(Supplier<Answer> request) {
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
