package dev.trawl.source.govern;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Totality;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// The masks of one granted column as expressions over the table's inputs.
///
/// Masks that the algebra has become one expression. For the others every case gets a channel of
/// its own, which holds the value only in rows where exactly that case applies.
final class ColumnMasks {
    private final GrantedColumn column;
    private final Expr raw;
    private final Type type;
    private final List<MaskCase> cases;

    /// @param inputs columns of the grant's relation where the masks will be evaluated
    ColumnMasks(GrantedColumn column, IntFunction<? extends Expr> inputs) {
        this.column = column;
        this.raw = inputs.apply(column.input());
        this.type = column.governedType(raw.type());
        this.cases = reachable(closed(column.masks())).stream().map(c -> over(c, inputs)).toList();
    }

    /// The cases, and what is shown where none applies, if that is computed here too.
    private List<MaskCase> closed(List<MaskCase> masks) {
        MaskCase otherwise = new MaskCase(null, new Mask.PassThrough());
        return isVeil(otherwise.mask())
                ? Stream.concat(masks.stream(), Stream.of(otherwise)).toList()
                : masks;
    }

    private boolean isVeil(Mask mask) {
        return Carried.isComputedHere(mask, raw.type(), type);
    }

    private static MaskCase over(MaskCase mask, IntFunction<? extends Expr> inputs) {
        Expr when = mask.when();
        return new MaskCase(
                when == null ? null : Expressions.substitute(when, inputs), mask.mask());
    }

    /// Appends what the column needs to `channels` and says how it is carried there.
    Carried addTo(List<NamedExpr> channels) {
        List<Carried.Veil> veils = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Mask mask = cases.get(i).mask();
            if (isVeil(mask)) {
                veils.add(new Carried.Veil(add(channels, channel(i)), mask));
            }
        }
        if (veils.isEmpty()) {
            return new Carried.Clear(add(channels, shown()), type);
        }
        boolean veiledAlways = veils.size() == cases.size() && cases.getLast().when() == null;
        return new Carried.Veiled(veils, veiledAlways ? null : add(channels, shown()));
    }

    private int add(List<NamedExpr> channels, Expr expr) {
        if (!Totality.isTotal(expr)) {
            throw new TrawlException(
                    ErrorCode.GRANT_INVALID,
                    ("a mask condition of column '%s' can fail on some rows; the policy must write"
                                    + " it with expressions that cannot, such as try_cast")
                            .formatted(column.name()));
        }
        channels.add(new NamedExpr(column.name(), expr));
        return channels.size() - 1;
    }

    /// The value where case `index` applies, else NULL.
    private Expr channel(int index) {
        Expr value = carried(cases.get(index).mask());
        Expr none = Literals.ofNull(value.type());
        List<Expr> values = new ArrayList<>();
        for (int i = 0; i <= index; i++) {
            values.add(i == index ? value : none);
        }
        return choose(values, none);
    }

    /// What a veil needs of the value.
    private Expr carried(Mask mask) {
        return switch (mask) {
            case Mask.RandPattern _ -> constant("");
            case Mask.BucketNumber buckets -> bucket(buckets);
            case Mask.Partial _,
                    Mask.RegexReplace _,
                    Mask.Hash _,
                    Mask.Null _,
                    Mask.Redact _,
                    Mask.BucketDate _,
                    Mask.PassThrough _ ->
                    raw;
        };
    }

    /// What is shown where the case that applies needs no veil; NULL where it does.
    private Expr shown() {
        return choose(cases.stream().map(c -> shown(c.mask())).toList(), cast(raw, type));
    }

    private Expr shown(Mask mask) {
        if (isVeil(mask)) {
            return Literals.ofNull(type);
        }
        return switch (mask) {
            case Mask.Null _,
                    Mask.Hash _,
                    Mask.Partial _,
                    Mask.RegexReplace _,
                    Mask.RandPattern _ ->
                    Literals.ofNull(type);
            case Mask.PassThrough _ -> cast(raw, type);
            case Mask.Redact redact -> constant(redact.replacement());
            case Mask.BucketNumber buckets -> cast(bucket(buckets), type);
            case Mask.BucketDate bucket ->
                    cast(
                            Expr.Call.of(
                                    Function.DATE_TRUNC,
                                    Literals.of(bucket.unit().name().toLowerCase(Locale.ROOT)),
                                    raw),
                            type);
        };
    }

    /// The text where there is a value.
    private Expr constant(String text) {
        return new Expr.Conditional(
                List.of(
                        new Expr.Branch(
                                Expr.Call.of(Function.IS_NOT_NULL, raw), Literals.of(text))),
                Literals.ofNull(Type.Simple.VARCHAR));
    }

    /// The greatest bound that the value reaches, else NULL.
    private Expr bucket(Mask.BucketNumber buckets) {
        List<Expr.Branch> branches =
                buckets.bounds().reversed().stream()
                        .map(b -> Literals.fromText(b.toPlainString(), raw.type()))
                        .map(b -> new Expr.Branch(Expr.Call.of(Function.GE, raw, b), b))
                        .toList();
        return new Expr.Conditional(branches, Literals.ofNull(raw.type()));
    }

    /// The value of the first case that applies; `values` has one for each of the first cases.
    private Expr choose(List<Expr> values, Expr otherwise) {
        List<Expr.Branch> branches = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Expr when = cases.get(i).when();
            if (when == null) {
                return conditional(branches, values.get(i));
            }
            branches.add(new Expr.Branch(isNotFalse(when), values.get(i)));
        }
        return conditional(branches, otherwise);
    }

    private static Expr conditional(List<Expr.Branch> branches, Expr otherwise) {
        return branches.isEmpty() ? otherwise : new Expr.Conditional(branches, otherwise);
    }

    /// NULL counts as true, so that a mask is not lost to missing data.
    private static Expr isNotFalse(Expr when) {
        return Expr.Call.of(Function.NOT, Expr.Call.of(Function.IS_FALSE, when));
    }

    private static Expr cast(Expr value, Type type) {
        return value.type().equals(type) ? value : Expr.Cast.strict(value, type);
    }

    /// The cases up to the first that holds for every row.
    private static List<MaskCase> reachable(List<MaskCase> cases) {
        for (int i = 0; i < cases.size(); i++) {
            if (cases.get(i).when() == null) {
                return cases.subList(0, i + 1);
            }
        }
        return cases;
    }

    /// The columns of the table that the column's value depends on.
    static List<Integer> inputs(GrantedColumn column) {
        List<Integer> inputs = new ArrayList<>(List.of(column.input()));
        for (MaskCase mask : column.masks()) {
            Expr when = mask.when();
            if (when != null) {
                inputs.addAll(Expressions.columns(when));
            }
        }
        return inputs;
    }
}
