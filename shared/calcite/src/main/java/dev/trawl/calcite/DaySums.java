package dev.trawl.calcite;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.fun.SqlMonotonicBinaryOperator;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/// `+` and `-` as the standard has them, and with days: a date and a whole number are a date, the
/// difference of two dates is a whole number.
final class DaySums {
    private static final int PRECEDENCE = 40;

    static final List<SqlOperator> ALL =
            List.of(
                    operator("+", SqlKind.PLUS, OperandTypes.PLUS_OPERATOR),
                    operator("-", SqlKind.MINUS, OperandTypes.MINUS_OPERATOR));

    private DaySums() {}

    private static SqlOperator operator(String name, SqlKind kind, SqlOperandTypeChecker standard) {
        return new SqlMonotonicBinaryOperator(
                name,
                kind,
                PRECEDENCE,
                true,
                DaySums::type,
                InferTypes.FIRST_KNOWN,
                new Days(kind, standard));
    }

    /// Dates and days as they are, without the casts that make others fit; else what the standard
    /// has.
    private record Days(SqlKind kind, SqlOperandTypeChecker standard)
            implements SqlOperandTypeChecker {
        @Override
        public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
            return days(kind, binding.getOperandType(0), binding.getOperandType(1)) != null
                    || standard.checkOperandTypes(binding, throwOnFailure);
        }

        @Override
        public SqlOperandCountRange getOperandCountRange() {
            return standard.getOperandCountRange();
        }

        @Override
        public String getAllowedSignatures(SqlOperator operator, String name) {
            return standard.getAllowedSignatures(operator, name);
        }
    }

    private static @Nullable SqlTypeName days(SqlKind kind, RelDataType left, RelDataType right) {
        boolean isLeft = left.getSqlTypeName() == SqlTypeName.DATE;
        boolean isRight = right.getSqlTypeName() == SqlTypeName.DATE;
        if (isLeft && isRight) {
            return kind == SqlKind.MINUS ? SqlTypeName.BIGINT : null;
        }
        boolean isMoved =
                isLeft && SqlTypeUtil.isIntType(right)
                        || kind == SqlKind.PLUS && isRight && SqlTypeUtil.isIntType(left);
        return isMoved ? SqlTypeName.DATE : null;
    }

    private static RelDataType type(SqlOperatorBinding binding) {
        RelDataType left = binding.getOperandType(0);
        RelDataType right = binding.getOperandType(1);
        SqlTypeName type = days(binding.getOperator().getKind(), left, right);
        return type == null
                ? Objects.requireNonNull(ReturnTypes.NULLABLE_SUM.inferReturnType(binding))
                : binding.getTypeFactory()
                        .createTypeWithNullability(
                                binding.getTypeFactory().createSqlType(type),
                                left.isNullable() || right.isNullable());
    }
}
