package dev.trawl.calcite;

import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlUserDefinedTypeNameSpec;
import org.apache.calcite.sql.type.SqlTypeName;

/// Types by the names that PostgreSQL and others give them.
final class TypeNames {
    private static final Map<String, SqlTypeName> NAMES =
            Map.ofEntries(
                    Map.entry("text", SqlTypeName.VARCHAR),
                    Map.entry("string", SqlTypeName.VARCHAR),
                    Map.entry("bytea", SqlTypeName.VARBINARY),
                    Map.entry("bool", SqlTypeName.BOOLEAN),
                    Map.entry("int2", SqlTypeName.SMALLINT),
                    Map.entry("int4", SqlTypeName.INTEGER),
                    Map.entry("int8", SqlTypeName.BIGINT),
                    Map.entry("float4", SqlTypeName.REAL),
                    Map.entry("float8", SqlTypeName.DOUBLE),
                    Map.entry("datetime", SqlTypeName.TIMESTAMP),
                    Map.entry("timestamptz", SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE));

    private TypeNames() {}

    /// The type, under the name that Calcite knows.
    static SqlDataTypeSpec known(SqlDataTypeSpec type) {
        SqlTypeName name =
                type.getTypeNameSpec() instanceof SqlUserDefinedTypeNameSpec spec
                                && spec.getTypeName().isSimple()
                        ? NAMES.get(spec.getTypeName().getSimple().toLowerCase(Locale.ROOT))
                        : null;
        return name == null
                ? type
                : new SqlDataTypeSpec(
                        new SqlBasicTypeNameSpec(name, type.getParserPosition()),
                        type.getParserPosition());
    }
}
