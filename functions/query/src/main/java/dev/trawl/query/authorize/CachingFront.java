package dev.trawl.query.authorize;

import dev.trawl.calcite.NameReference;
import dev.trawl.calcite.PlanRequest;
import dev.trawl.plan.Relation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A front end that keeps its last plans. Thread-safe.
///
/// The key of a plan is all that it is made from: the text, the values of its parameters, the
/// governed columns of the tables that it reads, their estimates, the texts of views. So whoever
/// may see something else, or after a change of policy or catalog, gets another plan. Texts that
/// may ask for the time are planned each time. Errors are not kept.
public final class CachingFront implements SqlFront {
    static final int CHARACTERS_MAX = 10_000;

    /// More than what asks for the time, never less: its functions have other names in `{fn …}`,
    /// and names may be escaped.
    private static final Pattern TIME =
            Pattern.compile(
                    "\\bnow\\b|cur(rent_)?(date|time)|localtime|u&|\\{", Pattern.CASE_INSENSITIVE);

    private final SqlFront front;
    private final Map<String, List<NameReference>> references;
    private final Map<PlanRequest, Relation> plans;

    /// @param entriesMax plans that are kept; 0 for none
    public CachingFront(SqlFront front, int entriesMax) {
        this.front = front;
        this.references = lastUsed(entriesMax);
        this.plans = lastUsed(entriesMax);
    }

    @Override
    public List<NameReference> references(String sql) {
        return sql.length() > CHARACTERS_MAX
                ? front.references(sql)
                : kept(references, sql, () -> front.references(sql));
    }

    @Override
    public Relation plan(PlanRequest request) {
        boolean isTimeless =
                Stream.concat(Stream.of(request.sql()), request.views().values().stream())
                        .noneMatch(t -> t.length() > CHARACTERS_MAX || TIME.matcher(t).find());
        return isTimeless
                ? kept(plans, timeless(request), () -> front.plan(request))
                : front.plan(request);
    }

    private static PlanRequest timeless(PlanRequest request) {
        return new PlanRequest(
                request.sql(),
                request.tables(),
                request.views(),
                request.rowCounts(),
                Instant.EPOCH,
                request.parameters());
    }

    private static <K, V> V kept(Map<K, V> entries, K key, Supplier<V> make) {
        synchronized (entries) {
            V known = entries.get(key);
            if (known != null) {
                return known;
            }
        }
        V made = make.get();
        synchronized (entries) {
            entries.put(key, made);
        }
        return made;
    }

    private static <K, V> Map<K, V> lastUsed(int entriesMax) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > entriesMax;
            }
        };
    }
}
