package dev.trawl.fuzz;

import dev.trawl.calcite.NameReference;
import dev.trawl.calcite.PlanRequest;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.engine.Leaves;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.SqlPosition;
import dev.trawl.query.authorize.CalciteFront;
import dev.trawl.query.authorize.SqlFront;
import dev.trawl.testkit.fuzz.FuzzTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Plans of one world, in which tables have the same columns wherever they are: a text is planned
/// once for all places of its tables, and what the reference evaluates is what all settings run.
/// Thread-safe.
final class KeptPlans implements SqlFront {
    private static final int KEPT_MAX = 8;
    private static final String ANYWHERE = "anywhere";
    private static final Pattern TABLE =
            Pattern.compile("\\b(%s)\\.w\\.(t\\d)\\b".formatted(sources()));

    private final SqlFront front = new CalciteFront(SqlLimits.DEFAULT);
    private final Map<String, Relation> plans =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Relation> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    private static String sources() {
        return Stream.of(Place.values()).map(Place::source).collect(Collectors.joining("|"));
    }

    /// Found without parsing: what is generated names tables in full.
    @Override
    public List<NameReference> references(String sql) {
        return sources(sql).entrySet().stream()
                .map(table -> reference(table.getValue(), table.getKey()))
                .toList();
    }

    private static NameReference reference(String source, String table) {
        return new NameReference(
                Stream.of(source, "w", table)
                        .map(part -> new NameReference.Part(part, false))
                        .toList(),
                new SqlPosition(1, 1));
    }

    @Override
    public Relation plan(PlanRequest request) {
        String text = placeless(request.sql());
        Map<String, String> sources = sources(request.sql());
        Relation plan = kept(text, () -> front.plan(placeless(request, text)));
        return Leaves.map(
                plan,
                leaf ->
                        leaf instanceof Relation.Scan scan && scan.table().source().equals(ANYWHERE)
                                ? new Relation.Scan(placed(scan.table(), sources), scan.fields())
                                : leaf);
    }

    private static TableName placed(TableName table, Map<String, String> sources) {
        return new TableName(
                sources.getOrDefault(table.table(), ANYWHERE), table.schema(), table.table());
    }

    private static PlanRequest placeless(PlanRequest request, String text) {
        return new PlanRequest(
                text,
                IntStream.range(0, FuzzTables.COUNT)
                        .mapToObj(i -> new TableName(ANYWHERE, "w", "t" + i))
                        .collect(Collectors.toMap(t -> t, _ -> FuzzTables.FIELDS)),
                request.views(),
                Map.of(),
                request.now(),
                request.parameters());
    }

    private static String placeless(String sql) {
        return TABLE.matcher(sql).replaceAll(ANYWHERE + ".w.$2");
    }

    /// Of each table that a text names.
    private static Map<String, String> sources(String sql) {
        Map<String, String> sources = new TreeMap<>();
        Matcher tables = TABLE.matcher(sql);
        while (tables.find()) {
            sources.put(tables.group(2), tables.group(1));
        }
        return sources;
    }

    private Relation kept(String text, Supplier<Relation> make) {
        synchronized (plans) {
            Relation known = plans.get(text);
            if (known != null) {
                return known;
            }
        }
        Relation made = make.get();
        synchronized (plans) {
            plans.put(text, made);
        }
        return made;
    }
}
