package dev.trawl.calcite;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlSingleOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.util.SqlOperatorTables;

/// Functions that SQL may name: the standard's, PostgreSQL's, and some that both lack in Calcite.
final class Operators {
    static final SqlFunction DATE_TRUNC =
            function(
                    "DATE_TRUNC",
                    ReturnTypes.ARG1_NULLABLE,
                    OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.DATETIME));

    /// Not for users: a value, and of how many rows it is the least.
    static final SqlFunction ONLY_VALUE =
            function("ONLY_VALUE", ReturnTypes.ARG0_FORCE_NULLABLE, OperandTypes.ANY_ANY);

    /// Not for users: its argument, of which Calcite must think that it can be NULL.
    static final SqlFunction PERHAPS_NULL =
            function("$PERHAPS_NULL", ReturnTypes.ARG0_FORCE_NULLABLE, OperandTypes.ANY);

    /// Not for users: its argument, without Calcite's knowing.
    static final SqlFunction SAME = function("$SAME", ReturnTypes.ARG0, OperandTypes.ANY);

    static final SqlOperatorTable TABLE =
            SqlOperatorTables.chain(
                    SqlOperatorTables.of(MoreFunctions.ALL),
                    SqlOperatorTables.of(Statistics.ALL),
                    SqlOperatorTables.of(DaySums.ALL),
                    SqlOperatorTables.of(
                            List.of(
                                    DATE_TRUNC,
                                    PERHAPS_NULL,
                                    SqlLibraryOperators.TRY_CAST,
                                    SqlLibraryOperators.SAFE_CAST,
                                    SqlLibraryOperators.MIN_BY,
                                    SqlLibraryOperators.MAX_BY,
                                    function(
                                            "LENGTH",
                                            ReturnTypes.BIGINT_NULLABLE,
                                            OperandTypes.family(SqlTypeFamily.CHARACTER)),
                                    function(
                                            "STRPOS",
                                            ReturnTypes.BIGINT_NULLABLE,
                                            OperandTypes.family(
                                                    SqlTypeFamily.CHARACTER,
                                                    SqlTypeFamily.CHARACTER)),
                                    function(
                                            "STARTS_WITH",
                                            ReturnTypes.BOOLEAN_NULLABLE,
                                            OperandTypes.family(
                                                    SqlTypeFamily.CHARACTER,
                                                    SqlTypeFamily.CHARACTER)),
                                    function(
                                            "TRUNC",
                                            ReturnTypes.ARG0_NULLABLE,
                                            OperandTypes.or(
                                                    OperandTypes.family(SqlTypeFamily.NUMERIC),
                                                    OperandTypes.family(
                                                            SqlTypeFamily.NUMERIC,
                                                            SqlTypeFamily.INTEGER))),
                                    function("NOW", ReturnTypes.TIMESTAMP, OperandTypes.NILADIC))),
                    SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
                            SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL));

    private static final Set<String> AGGREGATES =
            Set.of(
                    "COUNT",
                    "SUM",
                    "AVG",
                    "MIN",
                    "MAX",
                    "ANY_VALUE",
                    "EVERY",
                    "SOME",
                    "BOOL_AND",
                    "BOOL_OR",
                    "MIN_BY",
                    "MAX_BY",
                    "STRING_AGG",
                    "LISTAGG",
                    "GROUPING",
                    "GROUPING_ID",
                    "STDDEV",
                    "STDDEV_POP",
                    "STDDEV_SAMP",
                    "VARIANCE",
                    "VAR_POP",
                    "VAR_SAMP",
                    "MEDIAN",
                    "QUANTILE_CONT",
                    "QUANTILE_DISC",
                    "PERCENTILE_CONT",
                    "PERCENTILE_DISC");

    private Operators() {}

    /// Whether a function of that name is computed from the rows of a group.
    static boolean isAggregate(String name) {
        return AGGREGATES.contains(name.toUpperCase(Locale.ROOT));
    }

    private static SqlFunction function(
            String name, SqlReturnTypeInference result, SqlSingleOperandTypeChecker operands) {
        return new SqlFunction(
                name,
                SqlKind.OTHER_FUNCTION,
                result,
                null,
                operands,
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
    }
}
