package dev.trawl.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expression over the columns of one row. Constructors check types; there is no ill-typed tree.
///
/// NULL follows SQL: three-valued logic, and a function of NULL is NULL unless {@link Function}
/// says otherwise. No order of evaluation is promised, except that the branches of {@link
/// Conditional} run only where their condition holds.
public sealed interface Expr {
    /// Type of the value; every type includes NULL.
    Type type();

    /// Column `index` of the input row. In a join the right side's columns follow the left's.
    record Column(int index, Type type) implements Expr {
        public Column {
            if (index < 0) {
                throw new IllegalArgumentException("a column index is not negative: " + index);
            }
        }
    }

    /// A constant; `value` is null for SQL NULL, else as {@link Literals} says for the type.
    record Literal(@Nullable Object value, Type type) implements Expr {
        public Literal {
            value = Literals.check(value, type);
        }

        public boolean isNull() {
            return value == null;
        }

        @Override
        public String toString() {
            return "Literal[" + type.text() + "]";
        }
    }

    record Call(Function function, List<Expr> arguments, Type type) implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
            Type result = function.resultType(arguments);
            if (!result.equals(type)) {
                throw new IllegalArgumentException(
                        "%s gives %s, not %s".formatted(function, result.text(), type.text()));
            }
        }

        /// The call with the type that the function's rule gives.
        public static Call of(Function function, List<? extends Expr> arguments) {
            List<Expr> copy = List.copyOf(arguments);
            return new Call(function, copy, function.resultType(copy));
        }

        public static Call of(Function function, Expr... arguments) {
            return of(function, List.of(arguments));
        }
    }

    /// Conversion to another type; {@link Casts} says which exist.
    record Cast(Expr operand, Type type, OnFailure onFailure) implements Expr {
        public Cast {
            if (!Casts.exists(operand.type(), type)) {
                throw new IllegalArgumentException(
                        "there is no cast from %s to %s"
                                .formatted(operand.type().text(), type.text()));
            }
        }

        /// What happens to a value that the target type cannot hold.
        public enum OnFailure {
            ERROR,
            NULL
        }

        public static Cast strict(Expr operand, Type type) {
            return new Cast(operand, type, OnFailure.ERROR);
        }
    }

    /// `CASE WHEN … THEN … ELSE … END`: the first branch whose condition is true.
    record Conditional(List<Branch> branches, Expr otherwise) implements Expr {
        public Conditional {
            branches = List.copyOf(branches);
            if (branches.isEmpty()) {
                throw new IllegalArgumentException("CASE has at least one WHEN");
            }
            for (Branch branch : branches) {
                if (!branch.value().type().equals(otherwise.type())) {
                    throw new IllegalArgumentException(
                            "branches of CASE are %s and %s"
                                    .formatted(
                                            branch.value().type().text(), otherwise.type().text()));
                }
            }
        }

        @Override
        public Type type() {
            return otherwise.type();
        }
    }

    /// One `WHEN … THEN …`.
    record Branch(Expr condition, Expr value) {
        public Branch {
            if (condition.type() != Type.Simple.BOOLEAN) {
                throw new IllegalArgumentException(
                        "the condition of WHEN is boolean, not " + condition.type().text());
            }
        }
    }

    /// `operand IN (values)` with constants: NULL if nothing matches and the operand or a value is
    /// NULL.
    record In(Expr operand, List<Literal> values) implements Expr {
        public In {
            WholeNumbers numbers = WholeNumbers.of(values);
            values = numbers == null ? List.copyOf(values) : values;
            if (values.isEmpty()) {
                throw new IllegalArgumentException("IN has at least one value");
            }
            if (!operand.type().isOrdered()) {
                throw new IllegalArgumentException(
                        "%s cannot be compared".formatted(operand.type().text()));
            }
            List<Literal> checked = numbers == null ? values : values.subList(0, 1);
            for (Literal value : checked) {
                if (!value.type().equals(operand.type())) {
                    throw new IllegalArgumentException(
                            "IN compares %s with %s"
                                    .formatted(operand.type().text(), value.type().text()));
                }
            }
        }

        @Override
        public Type type() {
            return Type.Simple.BOOLEAN;
        }
    }
}
