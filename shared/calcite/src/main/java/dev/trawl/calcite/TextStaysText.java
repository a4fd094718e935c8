package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.jspecify.annotations.Nullable;

/// Calcite's implicit casts, without those of text to numbers and times: only a text constant takes
/// the type of what it meets.
final class TextStaysText extends TypeCoercionImpl {
    TextStaysText(RelDataTypeFactory types, SqlValidator validator) {
        super(types, validator);
    }

    @Override
    protected boolean coerceOperandType(
            @Nullable SqlValidatorScope scope, SqlCall call, int index, RelDataType target) {
        SqlNode operand = call.operand(index);
        if (operand instanceof SqlLiteral || SqlTypeUtil.isCharacter(target)) {
            return super.coerceOperandType(scope, call, index, target);
        }
        return !SqlTypeUtil.isCharacter(validator.deriveType(requireScope(scope), operand))
                && super.coerceOperandType(scope, call, index, target);
    }

    @Override
    public boolean binaryComparisonCoercion(SqlCallBinding binding) {
        for (int i = 1; i < binding.getOperandCount(); i++) {
            check(binding, binding.operand(i), binding.getOperandType(i));
        }
        if (areDecimals(binding.collectOperandTypes())) {
            return false;
        }
        return super.binaryComparisonCoercion(binding);
    }

    @Override
    public boolean inOperationCoercion(SqlCallBinding binding) {
        if (binding.operand(1) instanceof SqlNodeList list) {
            List<RelDataType> types = new ArrayList<>(List.of(binding.getOperandType(0)));
            for (SqlNode item : list) {
                RelDataType type = validator.deriveType(binding.getScope(), item);
                check(binding, item, type);
                types.add(type);
            }
            if (areDecimals(types)) {
                return false;
            }
        } else {
            RelDataType row = binding.getOperandType(1);
            if (row.isStruct() && row.getFieldCount() == 1) {
                RelDataType column = row.getFieldList().getFirst().getType();
                check(binding, binding.operand(1), column);
                if (areDecimals(List.of(binding.getOperandType(0), column))) {
                    return false;
                }
            }
        }
        return super.inOperationCoercion(binding);
    }

    /// Decimals and whole numbers compare as they are: a common type may not hold all of them.
    private static boolean areDecimals(List<RelDataType> types) {
        return types.stream().anyMatch(SqlTypeUtil::isDecimal)
                && types.stream().allMatch(SqlTypeUtil::isExactNumeric);
    }

    /// That the first operand may meet another one.
    private static void check(SqlCallBinding binding, SqlNode other, RelDataType otherType) {
        SqlNode first = binding.operand(0);
        RelDataType firstType = binding.getOperandType(0);
        boolean isMixed =
                isText(first, firstType) && isOther(otherType)
                        || isText(other, otherType) && isOther(firstType);
        if (isMixed) {
            throw Errors.at(
                    ErrorCode.TYPE_MISMATCH,
                    "%s and %s do not go together; cast one of them"
                            .formatted(
                                    Types.fromCalcite(firstType).text(),
                                    Types.fromCalcite(otherType).text()),
                    binding.getCall().getParserPosition());
        }
    }

    private static boolean isText(SqlNode node, RelDataType type) {
        return SqlTypeUtil.isCharacter(type) && !(node instanceof SqlLiteral);
    }

    private static boolean isOther(RelDataType type) {
        return SqlTypeUtil.isNumeric(type)
                || SqlTypeUtil.isDatetime(type)
                || SqlTypeUtil.isBoolean(type);
    }

    private static SqlValidatorScope requireScope(@Nullable SqlValidatorScope scope) {
        if (scope == null) {
            throw new IllegalStateException("a call is checked within a scope");
        }
        return scope;
    }
}
