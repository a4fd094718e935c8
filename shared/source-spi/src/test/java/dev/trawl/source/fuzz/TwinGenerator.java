package dev.trawl.source.fuzz;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Totality;
import dev.trawl.plan.Type;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import dev.trawl.source.fuzz.TwinTable.TwinRow;
import dev.trawl.source.kit.Harness;
import dev.trawl.testkit.ExprGenerator;
import dev.trawl.testkit.reference.GovernedReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Random tables, what a grant shows of them, and a second world that it shows alike: rows are
/// changed at random, and a change is kept if the reference shows the same after it.
final class TwinGenerator {
    private static final int COLUMNS_MAX = 6;
    private static final int VISIBLE_MAX = 8;
    private static final int HIDDEN_MAX = 4;
    private static final int TRIES = 12;
    private static final int EXPR_DEPTH = 2;

    private final Random random;
    private final ExprGenerator exprs;
    private final Predicate<Type> holds;

    /// @param holds whether the store can hold columns of a type
    TwinGenerator(Random random, Predicate<Type> holds) {
        this.random = random;
        this.exprs = new ExprGenerator(random);
        this.holds = holds;
    }

    TwinTable table(String name) {
        List<Field> columns = columns(name);
        GrantedRelation granted = granted(name, columns);
        List<TwinRow> visible = new ArrayList<>();
        for (int i = 1 + random.nextInt(VISIBLE_MAX); i > 0; i--) {
            row(columns, r -> !governed(granted, r).isEmpty())
                    .ifPresent(row -> visible.add(new TwinRow(row, twin(columns, granted, row))));
        }
        return new TwinTable(
                name,
                columns,
                granted,
                visible,
                hidden(columns, granted),
                hidden(columns, granted));
    }

    private List<Field> columns(String table) {
        List<Type> types = ExprGenerator.TYPES.stream().filter(holds).toList();
        List<Field> columns = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(COLUMNS_MAX - 1); i++) {
            columns.add(new Field(table + "_c" + i, pick(types)));
        }
        return columns;
    }

    private GrantedRelation granted(String table, List<Field> columns) {
        List<GrantedColumn> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (random.nextInt(5) > 0 || i == columns.size() - 1 && shown.isEmpty()) {
                shown.add(new GrantedColumn(columns.get(i).name(), i, masks(columns)));
            }
        }
        Expr filter = random.nextInt(4) == 0 ? null : condition(columns);
        return new GrantedRelation(Harness.name(table), columns, shown, filter);
    }

    private List<MaskCase> masks(List<Field> columns) {
        List<MaskCase> masks = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            masks.add(new MaskCase(condition(columns), mask()));
        }
        if (random.nextInt(2) == 0) {
            masks.add(new MaskCase(null, mask()));
        }
        return masks;
    }

    private Mask mask() {
        return switch (random.nextInt(5)) {
            case 0 -> new Mask.Null();
            case 1 -> new Mask.Redact(random.nextBoolean() ? "***" : "");
            case 2 -> new Mask.Hash("crm");
            case 3 -> new Mask.Partial(random.nextInt(2), random.nextInt(2), "x");
            default -> new Mask.PassThrough();
        };
    }

    /// Policies let no condition pass that can fail.
    private Expr condition(List<Field> columns) {
        for (int i = 0; i < TRIES; i++) {
            Expr expr = exprs.expr(Type.Simple.BOOLEAN, columns, EXPR_DEPTH);
            if (Totality.isTotal(expr) && !(expr instanceof Expr.Literal)) {
                return expr;
            }
        }
        return Expr.Call.of(
                dev.trawl.plan.Function.IS_NOT_NULL, new Expr.Column(0, columns.getFirst().type()));
    }

    private List<List<@Nullable Object>> hidden(List<Field> columns, GrantedRelation granted) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = random.nextInt(HIDDEN_MAX + 1); i > 0; i--) {
            row(columns, r -> governed(granted, r).isEmpty()).ifPresent(rows::add);
        }
        return rows;
    }

    /// The row with other values wherever nobody can tell.
    private List<@Nullable Object> twin(
            List<Field> columns, GrantedRelation granted, List<@Nullable Object> row) {
        List<List<@Nullable Object>> shown = governed(granted, row);
        List<@Nullable Object> twin = new ArrayList<>(row);
        for (int i = 0; i < TRIES; i++) {
            int column = random.nextInt(columns.size());
            Object before = twin.set(column, exprs.value(columns.get(column).type()));
            if (!governed(granted, twin).equals(shown)) {
                twin.set(column, before);
            }
        }
        return twin;
    }

    private Optional<List<@Nullable Object>> row(
            List<Field> columns, Predicate<List<@Nullable Object>> wanted) {
        for (int i = 0; i < TRIES; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            columns.forEach(c -> row.add(exprs.value(c.type())));
            if (wanted.test(row)) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    private static List<List<@Nullable Object>> governed(
            GrantedRelation granted, List<@Nullable Object> row) {
        return new GovernedReference(granted, _ -> Harness.KEY.getBytes(StandardCharsets.US_ASCII))
                .rows(List.of(row));
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
