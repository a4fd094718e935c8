package dev.trawl.policy;

import dev.trawl.auth.Claim;
import dev.trawl.auth.Principal;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts a principal's attributes into a filter, as constants.
///
/// An attribute with several values equals what one of its values equals; it can only be compared
/// with `=` and `<>`.
final class AttributeBinding {
    private final CompiledFilter filter;
    private final Principal principal;
    private final List<Field> table;

    private AttributeBinding(CompiledFilter filter, Principal principal, List<Field> table) {
        this.filter = filter;
        this.principal = principal;
        this.table = table;
    }

    /// The filter over the columns of `table`; nothing if an attribute is missing or does not fit.
    static Optional<Expr> bind(CompiledFilter filter, Principal principal, List<Field> table) {
        try {
            return Optional.of(
                    new AttributeBinding(filter, principal, table).rewrite(filter.expression()));
        } catch (MissingAttributeException _) {
            return Optional.empty();
        }
    }

    private Expr rewrite(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> column(column);
            case Expr.Literal literal -> literal;
            case Expr.Call call -> call(call);
            case Expr.Cast cast ->
                    new Expr.Cast(rewrite(cast.operand()), cast.type(), cast.onFailure());
            case Expr.Conditional conditional ->
                    new Expr.Conditional(
                            conditional.branches().stream()
                                    .map(b ->
                                            new Expr.Branch(
                                                    rewrite(b.condition()), rewrite(b.value())))
                                    .toList(),
                            rewrite(conditional.otherwise()));
            case Expr.In in -> new Expr.In(rewrite(in.operand()), in.values());
        };
    }

    private Expr call(Expr.Call call) {
        if (call.function() == Function.EQ || call.function() == Function.NE) {
            Expr left = call.arguments().getFirst();
            Expr right = call.arguments().getLast();
            List<Expr.Literal> values = severalValues(right);
            if (values != null) {
                return oneOf(call.function(), rewrite(left), values);
            }
            values = severalValues(left);
            if (values != null) {
                return oneOf(call.function(), rewrite(right), values);
            }
        }
        return new Expr.Call(
                call.function(),
                call.arguments().stream().map(this::rewrite).toList(),
                call.type());
    }

    private static Expr oneOf(Function comparison, Expr operand, List<Expr.Literal> values) {
        Expr isOne = values.isEmpty() ? Literals.of(false) : new Expr.In(operand, values);
        return comparison == Function.EQ ? isOne : Expr.Call.of(Function.NOT, isOne);
    }

    private Expr column(Expr.Column column) {
        int index = column.index();
        if (index < filter.columns().size()) {
            return new Expr.Column(table.indexOf(filter.columns().get(index)), column.type());
        }
        return switch (claim(index)) {
            case Claim.Text text -> literal(text.value(), column.type());
            case Claim.Numeric number -> literal(number.value(), column.type());
            case Claim.Flag flag -> literal(String.valueOf(flag.value()), column.type());
            case Claim.Texts _ -> throw new MissingAttributeException();
        };
    }

    private @Nullable List<Expr.Literal> severalValues(Expr expr) {
        if (expr instanceof Expr.Column(int index, Type type)
                && index >= filter.columns().size()
                && claim(index) instanceof Claim.Texts texts) {
            return texts.values().stream().map(v -> literal(v, type)).toList();
        }
        return null;
    }

    private Claim claim(int column) {
        String name = filter.attributes().get(column - filter.columns().size());
        Claim claim =
                switch (name) {
                    case "id" -> new Claim.Text(principal.id());
                    case "issuer" -> new Claim.Text(principal.issuer());
                    case "subject" -> new Claim.Text(principal.subject());
                    case "groups" ->
                            new Claim.Texts(principal.allGroups().stream().sorted().toList());
                    default -> principal.claims().get(name);
                };
        if (claim == null) {
            throw new MissingAttributeException();
        }
        return claim;
    }

    private static Expr.Literal literal(BigDecimal value, Type type) {
        if (type instanceof Type.Decimal(_, int scale)) {
            try {
                return literal(
                        value.setScale(scale, RoundingMode.UNNECESSARY).toPlainString(), type);
            } catch (ArithmeticException _) {
                throw new MissingAttributeException();
            }
        }
        return literal(value.stripTrailingZeros().toPlainString(), type);
    }

    private static Expr.Literal literal(String text, Type type) {
        try {
            return Literals.fromText(text, type);
        } catch (IllegalArgumentException _) {
            throw new MissingAttributeException();
        }
    }

    private static final class MissingAttributeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingAttributeException() {
            super("an attribute is missing", null, false, false);
        }
    }
}
