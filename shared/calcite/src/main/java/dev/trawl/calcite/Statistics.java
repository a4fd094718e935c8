package dev.trawl.calcite;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/// Variances, deviations and percentiles: of doubles, whatever numbers they are given.
final class Statistics {
    private static final int DIGITS_MAX = 18;
    private static final SqlReturnTypeInference NUMBER =
            ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE);

    private static final SqlAggFunction CONTINUOUS =
            function(
                    "QUANTILE_CONT",
                    NUMBER,
                    OperandTypes.family(SqlTypeFamily.NUMERIC, SqlTypeFamily.NUMERIC));
    private static final SqlAggFunction DISCRETE =
            function(
                    "QUANTILE_DISC",
                    ReturnTypes.ARG0_FORCE_NULLABLE,
                    OperandTypes.family(SqlTypeFamily.ANY, SqlTypeFamily.NUMERIC));

    static final List<SqlOperator> ALL =
            Stream.concat(
                            Stream.of(
                                            "STDDEV",
                                            "STDDEV_POP",
                                            "STDDEV_SAMP",
                                            "VARIANCE",
                                            "VAR_POP",
                                            "VAR_SAMP")
                                    .map(name -> function(name, NUMBER, OperandTypes.NUMERIC)),
                            Stream.of(CONTINUOUS, DISCRETE))
                    .<SqlOperator>map(f -> f)
                    .toList();

    private Statistics() {}

    private static SqlAggFunction function(
            String name, SqlReturnTypeInference result, SqlOperandTypeChecker operands) {
        return SqlBasicAggFunction.create(name, SqlKind.OTHER_FUNCTION, result, operands);
    }

    /// `median(x)` and `percentile_…(f) WITHIN GROUP (ORDER BY x)` as functions of x and f; nothing
    /// for other calls.
    static Optional<SqlNode> plain(SqlCall call) {
        if (call.getOperator().getName().equalsIgnoreCase("median") && call.operandCount() == 1) {
            SqlParserPos pos = call.getParserPosition();
            return Optional.of(
                    CONTINUOUS.createCall(
                            call.getFunctionQuantifier(),
                            pos,
                            call.operand(0),
                            SqlLiteral.createExactNumeric("0.5", pos)));
        }
        if (call.getKind() != SqlKind.WITHIN_GROUP
                || !(call.operand(0) instanceof SqlCall percentile)
                || percentile.operandCount() != 1) {
            return Optional.empty();
        }
        return switch (percentile.getOperator().getName().toUpperCase(Locale.ROOT)) {
            case "PERCENTILE_CONT" -> Optional.of(continuous(percentile, key(call)));
            case "PERCENTILE_DISC" -> Optional.of(discrete(percentile, key(call)));
            default -> Optional.empty();
        };
    }

    private static SqlNode key(SqlCall withinGroup) {
        SqlNodeList keys = withinGroup.operand(1);
        if (keys.size() != 1) {
            throw Errors.at(
                    ErrorCode.NOT_SUPPORTED,
                    "a percentile is ordered by one expression",
                    withinGroup.getParserPosition());
        }
        SqlNode key = keys.get(0);
        return key.getKind() == SqlKind.NULLS_FIRST || key.getKind() == SqlKind.NULLS_LAST
                ? ((SqlCall) key).operand(0)
                : key;
    }

    private static SqlNode continuous(SqlCall percentile, SqlNode key) {
        SqlNode fraction = percentile.operand(0);
        SqlParserPos pos = percentile.getParserPosition();
        if (!(key instanceof SqlCall descending) || key.getKind() != SqlKind.DESCENDING) {
            return CONTINUOUS.createCall(pos, key, fraction);
        }
        BigDecimal share =
                fraction instanceof SqlNumericLiteral literal ? literal.bigDecimalValue() : null;
        if (share == null) {
            throw Errors.at(ErrorCode.NOT_SUPPORTED, "a percentile's fraction is a constant", pos);
        }
        return CONTINUOUS.createCall(
                pos,
                descending.operand(0),
                SqlLiteral.createExactNumeric(BigDecimal.ONE.subtract(share).toPlainString(), pos));
    }

    private static SqlNode discrete(SqlCall percentile, SqlNode key) {
        if (key.getKind() == SqlKind.DESCENDING) {
            throw Errors.at(
                    ErrorCode.NOT_SUPPORTED,
                    "percentile_disc in descending order is not supported",
                    percentile.getParserPosition());
        }
        return DISCRETE.createCall(percentile.getParserPosition(), key, percentile.operand(0));
    }

    /// Of an aggregate of these, as the algebra has them.
    ///
    /// @param constant what the column of the second argument holds, if there is one
    static List<Expr> arguments(
            AggregateFunction function, Expr value, Supplier<Expr.Literal> constant) {
        return switch (function) {
            case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP ->
                    List.of(Coercion.to(value, Type.Simple.DOUBLE));
            case PERCENTILE_CONT ->
                    List.of(Coercion.to(value, Type.Simple.DOUBLE), fraction(constant.get()));
            default -> {
                if (!value.type().isOrdered()) {
                    throw new TrawlException(
                            ErrorCode.TYPE_MISMATCH,
                            "a %s has no percentiles".formatted(value.type().text()));
                }
                yield List.of(value, fraction(constant.get()));
            }
        };
    }

    private static Expr fraction(Expr.Literal constant) {
        BigDecimal number =
                switch (constant.value()) {
                    case Long n -> BigDecimal.valueOf(n);
                    case BigDecimal n -> n.stripTrailingZeros();
                    case null, default -> BigDecimal.TEN;
                };
        if (number.signum() < 0 || number.compareTo(BigDecimal.ONE) > 0) {
            throw new TrawlException(
                    ErrorCode.INVALID_ARGUMENT,
                    "the fraction of a percentile is a constant from 0 to 1");
        }
        int scale = Math.max(1, number.scale());
        if (scale > DIGITS_MAX) {
            throw Errors.notSupported(
                    "a percentile's fraction of more than %d digits".formatted(DIGITS_MAX));
        }
        return Literals.of(number.setScale(scale), new Type.Decimal(scale + 1, scale));
    }
}
