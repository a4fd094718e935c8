package dev.trawl.policy;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Totality;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Compiles row filters and keeps what it compiled. Thread-safe.
final class Filters {
    /// More distinct filters are compiled each time.
    private static final int KEPT_MAX = 10_000;

    private final FilterCompiler compiler;
    private final Map<FilterText, List<CompiledFilter>> known = new ConcurrentHashMap<>();

    Filters(FilterCompiler compiler, List<CompiledFilter> compiled) {
        this.compiler = compiler;
        compiled.forEach(this::keep);
    }

    /// @throws TrawlException if the filter does not fit the table, or may fail on a row
    CompiledFilter compile(FilterText text, List<Field> table) {
        for (CompiledFilter filter : known.getOrDefault(text, List.of())) {
            if (filter.fits(table)) {
                return filter;
            }
        }
        CompiledFilter filter = compileAnew(text, table);
        keep(filter);
        return filter;
    }

    /// Everything compiled, in an order of its own.
    List<CompiledFilter> all() {
        return known.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(CompiledFilter::toString))
                .toList();
    }

    private void keep(CompiledFilter filter) {
        if (known.size() < KEPT_MAX) {
            known.computeIfAbsent(filter.text(), _ -> new CopyOnWriteArrayList<>()).add(filter);
        }
    }

    private CompiledFilter compileAnew(FilterText text, List<Field> table) {
        AttributeText rewritten = AttributeText.of(text.sql());
        if (rewritten.readsClock()) {
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "a row filter does not read the clock; use request.time in a condition");
        }
        List<Field> fields = new ArrayList<>(table);
        rewritten
                .attributes()
                .forEach((column, name) ->
                        fields.add(
                                new Field(
                                        column,
                                        text.attributes()
                                                .getOrDefault(name, Type.Simple.VARCHAR))));
        Expr expression = compiler.compile(rewritten.sql(), fields);
        if (expression.type() != Type.Simple.BOOLEAN) {
            throw new TrawlException(
                    ErrorCode.TYPE_MISMATCH,
                    "a row filter is boolean, not " + expression.type().text());
        }
        if (!Totality.isTotal(expression)) {
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "a row filter may not fail on any row: no division, strict casts from text or"
                            + " arithmetic that can overflow");
        }
        return narrowed(text, table, List.copyOf(rewritten.attributes().values()), expression);
    }

    /// Only the columns that are read, attributes after them.
    private static CompiledFilter narrowed(
            FilterText text, List<Field> table, List<String> attributes, Expr expression) {
        List<Integer> read =
                Expressions.columns(expression).stream().filter(i -> i < table.size()).toList();
        Expr moved =
                Expressions.substitute(
                        expression,
                        i -> {
                            int at =
                                    i < table.size()
                                            ? read.indexOf(i)
                                            : read.size() + i - table.size();
                            return new Expr.Column(at, typeAt(expression, i));
                        });
        return new CompiledFilter(text, read.stream().map(table::get).toList(), attributes, moved);
    }

    private static Type typeAt(Expr expression, int index) {
        List<Type> types = new ArrayList<>();
        Expressions.forEach(
                expression,
                e -> {
                    if (e instanceof Expr.Column(int i, Type type) && i == index) {
                        types.add(type);
                    }
                });
        return types.getFirst();
    }
}
