package dev.trawl.calcite;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/// Casts as they are, but constants of boolean become `true` and `false` as columns do; Calcite's
/// own would be `TRUE` and `FALSE`.
final class LowerCaseBooleans extends RexBuilder {
    LowerCaseBooleans(RelDataTypeFactory types) {
        super(types);
    }

    @Override
    public RexNode makeCast(
            SqlParserPos pos,
            RelDataType type,
            RexNode value,
            boolean matchNullability,
            boolean safe,
            @Nullable RexLiteral format) {
        boolean isToText =
                value instanceof RexLiteral literal
                        && literal.getTypeName() == SqlTypeName.BOOLEAN
                        && !literal.isNull()
                        && SqlTypeUtil.inCharFamily(type);
        RexNode text = isToText ? makeLiteral(value.isAlwaysTrue() ? "true" : "false") : value;
        return super.makeCast(pos, type, text, matchNullability, safe, format);
    }
}
