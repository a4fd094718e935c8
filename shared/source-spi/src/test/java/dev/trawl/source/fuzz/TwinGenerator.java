package dev.trawl.source.fuzz;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Totality;
import dev.trawl.plan.Type;
import dev.trawl.protocol.AggregateOnly;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import dev.trawl.source.fuzz.TwinTable.TwinRow;
import dev.trawl.source.kit.Harness;
import dev.trawl.source.kit.KitFixture;
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
    private static final List<List<String>> BOUNDS =
            List.of(List.of("0"), List.of("0", "10"), List.of("-5", "0", "5"), List.of("1.5", "2"));
    private static final List<Mask> PATTERNS =
            List.of(
                    new Mask.RegexReplace("[a-z0-9]+", "x"),
                    new Mask.RegexReplace("^(.)(.*)$", "$1-"),
                    new Mask.RegexReplace("[^b]", ""));
    private static final List<String> RANDOM_TEXTS = List.of("##-?", "#", "?x");

    private final Random random;
    private final ExprGenerator exprs;
    private final KitFixture store;

    /// @param store that is to hold the rows
    TwinGenerator(Random random, KitFixture store) {
        this.random = random;
        this.exprs = new ExprGenerator(random);
        this.store = store;
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
        List<Type> types = ExprGenerator.TYPES.stream().filter(store::holds).toList();
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
                shown.add(
                        new GrantedColumn(
                                columns.get(i).name(), i, masks(columns, columns.get(i).type())));
            }
        }
        return new GrantedRelation(
                Harness.name(table), columns, shown, filter(columns), aggregateOnly(shown));
    }

    /// What rules that allow admit, and what mandatory filters leave of it.
    private @Nullable Expr filter(List<Field> columns) {
        List<Expr> parts = new ArrayList<>();
        if (random.nextInt(4) > 0) {
            parts.add(condition(columns));
        }
        if (random.nextInt(4) == 0) {
            parts.add(condition(columns));
        }
        return parts.isEmpty() ? null : Expressions.and(parts);
    }

    /// Rows are what is counted: a column that nobody sees would tell worlds apart, rightly.
    private @Nullable AggregateOnly aggregateOnly(List<GrantedColumn> shown) {
        if (random.nextInt(6) > 0) {
            return null;
        }
        List<String> dimensions =
                shown.stream().map(GrantedColumn::name).filter(_ -> random.nextInt(3) > 0).toList();
        return new AggregateOnly(2 + random.nextInt(2), List.of(), dimensions);
    }

    private List<MaskCase> masks(List<Field> columns, Type type) {
        List<MaskCase> masks = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            masks.add(new MaskCase(condition(columns), mask(type)));
        }
        if (random.nextInt(2) == 0) {
            masks.add(new MaskCase(null, mask(type)));
        }
        return masks;
    }

    /// A mask that does not fit its column's type shows nothing, as policies have it. Random texts
    /// follow from the query and the number of the row among those that passed: in worlds that are
    /// alike they are the same.
    private Mask mask(Type type) {
        Mask mask =
                switch (random.nextInt(8)) {
                    case 0 -> new Mask.Null();
                    case 1 -> new Mask.Redact(random.nextBoolean() ? "***" : "");
                    case 2 -> new Mask.Hash("crm");
                    case 3 -> new Mask.Partial(random.nextInt(2), random.nextInt(2), "x");
                    case 4, 5 -> bucket(type);
                    case 6 -> new Mask.RandPattern(pick(RANDOM_TEXTS));
                    default -> new Mask.PassThrough();
                };
        return Mask.fits(mask, type) ? mask : new Mask.Null();
    }

    /// The coarsening that the type has: of numbers, of times, else of texts.
    private Mask bucket(Type type) {
        if (type.isNumeric()) {
            return new Mask.BucketNumber(
                    pick(BOUNDS).stream().map(java.math.BigDecimal::new).toList());
        }
        if (type.isPointInTime()) {
            return new Mask.BucketDate(pick(List.of(Mask.BucketDate.Unit.values())));
        }
        return pick(PATTERNS);
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
            Object before = twin.set(column, store.kept(exprs.value(columns.get(column).type())));
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
            columns.forEach(c -> row.add(store.kept(exprs.value(c.type()))));
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
