package dev.trawl.calcite;

import java.util.Collections;
import java.util.List;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;

/// Functions whose signatures are Trawl's own: what databases agree about, under their usual names.
final class MoreFunctions {
    private static final SqlTypeFamily TEXT = SqlTypeFamily.CHARACTER;
    private static final SqlTypeFamily WHOLE = SqlTypeFamily.INTEGER;
    private static final SqlTypeFamily TIME = SqlTypeFamily.DATETIME;

    static final List<SqlOperator> ALL =
            List.of(
                    text("REVERSE", TEXT),
                    text("REPEAT", TEXT, WHOLE),
                    padding("LPAD"),
                    padding("RPAD"),
                    trimming("LTRIM"),
                    trimming("RTRIM"),
                    trimming("BTRIM"),
                    text("SPLIT_PART", TEXT, TEXT, WHOLE),
                    text("TRANSLATE", TEXT, TEXT, TEXT),
                    number("ASCII", TEXT),
                    text("CHR", WHOLE),
                    text("MD5", TEXT),
                    text("SHA256", TEXT),
                    truth("ENDS_WITH", TEXT, TEXT),
                    truth("CONTAINS", TEXT, TEXT),
                    matching("REGEXP_LIKE", ReturnTypes.BOOLEAN_NULLABLE, 2),
                    matching("REGEXP_SUBSTR", ReturnTypes.VARCHAR_NULLABLE, 2),
                    matching("REGEXP_REPLACE", ReturnTypes.VARCHAR_NULLABLE, 3),
                    function(
                            "CONCAT_WS",
                            ReturnTypes.VARCHAR_NULLABLE,
                            OperandTypes.variadic(SqlOperandCountRanges.from(2))),
                    number("DATE_DIF_", TEXT, TIME, TIME),
                    number("DATEDIF_", TEXT, TIME, TIME),
                    number("DATE_PAR_", TEXT, TIME),
                    text("TO_CHAR", TIME, TEXT),
                    function(
                            "LOG10",
                            ReturnTypes.DOUBLE_NULLABLE,
                            OperandTypes.family(SqlTypeFamily.NUMERIC)),
                    function(
                            "LOG",
                            ReturnTypes.DOUBLE_NULLABLE,
                            OperandTypes.or(
                                    OperandTypes.family(SqlTypeFamily.NUMERIC),
                                    OperandTypes.family(
                                            SqlTypeFamily.NUMERIC, SqlTypeFamily.NUMERIC))));

    private MoreFunctions() {}

    private static SqlFunction text(String name, SqlTypeFamily... operands) {
        return function(name, ReturnTypes.VARCHAR_NULLABLE, OperandTypes.family(operands));
    }

    private static SqlFunction number(String name, SqlTypeFamily... operands) {
        return function(name, ReturnTypes.BIGINT_NULLABLE, OperandTypes.family(operands));
    }

    private static SqlFunction truth(String name, SqlTypeFamily... operands) {
        return function(name, ReturnTypes.BOOLEAN_NULLABLE, OperandTypes.family(operands));
    }

    private static SqlFunction trimming(String name) {
        return function(
                name,
                ReturnTypes.VARCHAR_NULLABLE,
                OperandTypes.or(OperandTypes.family(TEXT), OperandTypes.family(TEXT, TEXT)));
    }

    private static SqlFunction padding(String name) {
        return function(
                name,
                ReturnTypes.VARCHAR_NULLABLE,
                OperandTypes.or(
                        OperandTypes.family(TEXT, WHOLE), OperandTypes.family(TEXT, WHOLE, TEXT)));
    }

    /// Texts, and one more for flags.
    private static SqlFunction matching(String name, SqlReturnTypeInference result, int least) {
        List<SqlTypeFamily> plain = Collections.nCopies(least, TEXT);
        List<SqlTypeFamily> flagged = Collections.nCopies(least + 1, TEXT);
        return function(
                name,
                result,
                OperandTypes.or(OperandTypes.family(plain), OperandTypes.family(flagged)));
    }

    private static SqlFunction function(
            String name, SqlReturnTypeInference result, SqlOperandTypeChecker operands) {
        return new SqlFunction(
                name,
                SqlKind.OTHER_FUNCTION,
                result,
                null,
                operands,
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
    }
}
