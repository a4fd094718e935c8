package dev.trawl.calcite;

import dev.trawl.plan.Decimals;
import dev.trawl.plan.Type;
import java.math.RoundingMode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/// Calcite's types for Trawl's, and back.
final class Types {
    static final RelDataTypeSystem SYSTEM = new TrawlTypeSystem();

    private Types() {}

    /// A factory in which text is always varchar of no given length, in UTF-8: no padding, no
    /// cutting.
    static RelDataTypeFactory factory() {
        return new JavaTypeFactoryImpl(SYSTEM) {
            @Override
            public Charset getDefaultCharset() {
                return StandardCharsets.UTF_8;
            }

            @Override
            public RelDataType createSqlType(SqlTypeName name) {
                return name == SqlTypeName.CHAR
                        ? super.createSqlType(SqlTypeName.VARCHAR)
                        : super.createSqlType(name);
            }

            @Override
            public RelDataType createSqlType(SqlTypeName name, int precision) {
                return switch (name) {
                    case CHAR, VARCHAR ->
                            super.createSqlType(
                                    SqlTypeName.VARCHAR, RelDataType.PRECISION_NOT_SPECIFIED);
                    case BINARY, VARBINARY ->
                            super.createSqlType(
                                    SqlTypeName.VARBINARY, RelDataType.PRECISION_NOT_SPECIFIED);
                    default -> super.createSqlType(name, precision);
                };
            }

            @Override
            public @Nullable RelDataType leastRestrictive(
                    List<RelDataType> types, SqlTypeMappingRule rule) {
                return isOfDecimals(types)
                        ? decimal(types, this)
                        : super.leastRestrictive(types, rule);
            }
        };
    }

    private static boolean isOfDecimals(List<RelDataType> types) {
        return types.stream().anyMatch(SqlTypeUtil::isDecimal)
                && types.stream()
                        .allMatch(t ->
                                SqlTypeUtil.isExactNumeric(t)
                                        || t.getSqlTypeName() == SqlTypeName.NULL);
    }

    /// The type in which decimals and integers meet: places after the point are never lost, as
    /// Calcite would to keep digits before it.
    private static RelDataType decimal(List<RelDataType> types, RelDataTypeFactory factory) {
        Type.Decimal common =
                types.stream()
                        .filter(SqlTypeUtil::isExactNumeric)
                        .map(t -> Coercion.decimal(fromCalcite(t)))
                        .reduce(Decimals::common)
                        .orElseThrow();
        return factory.createTypeWithNullability(
                factory.createSqlType(SqlTypeName.DECIMAL, common.precision(), common.scale()),
                types.stream().anyMatch(RelDataType::isNullable));
    }

    static RelDataType toCalcite(Type type, RelDataTypeFactory factory) {
        RelDataType plain =
                switch (type) {
                    case Type.Decimal d ->
                            factory.createSqlType(SqlTypeName.DECIMAL, d.precision(), d.scale());
                    case Type.Simple s -> simple(s, factory);
                    case Type.Array _, Type.Mapping _, Type.Row _ ->
                            factory.createSqlType(SqlTypeName.OTHER);
                };
        return factory.createTypeWithNullability(plain, true);
    }

    private static RelDataType simple(Type.Simple type, RelDataTypeFactory factory) {
        return switch (type) {
            case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
            case TINYINT -> factory.createSqlType(SqlTypeName.TINYINT);
            case SMALLINT -> factory.createSqlType(SqlTypeName.SMALLINT);
            case INTEGER -> factory.createSqlType(SqlTypeName.INTEGER);
            case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
            case REAL -> factory.createSqlType(SqlTypeName.REAL);
            case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
            case VARCHAR -> factory.createSqlType(SqlTypeName.VARCHAR);
            case VARBINARY -> factory.createSqlType(SqlTypeName.VARBINARY);
            case DATE -> factory.createSqlType(SqlTypeName.DATE);
            case TIME -> factory.createSqlType(SqlTypeName.TIME, 6);
            case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, 6);
            case TIMESTAMP_TZ ->
                    factory.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, 6);
            case UUID -> factory.createSqlType(SqlTypeName.UUID);
            case JSON -> factory.createSqlType(SqlTypeName.OTHER);
        };
    }

    /// The type that a cast names.
    static Type fromCalcite(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> Type.Simple.BOOLEAN;
            case TINYINT -> Type.Simple.TINYINT;
            case SMALLINT -> Type.Simple.SMALLINT;
            case INTEGER -> Type.Simple.INTEGER;
            case BIGINT -> Type.Simple.BIGINT;
            case REAL -> Type.Simple.REAL;
            case FLOAT, DOUBLE -> Type.Simple.DOUBLE;
            case DECIMAL -> decimal(type.getPrecision(), type.getScale());
            case CHAR, VARCHAR, NULL -> Type.Simple.VARCHAR;
            case BINARY, VARBINARY -> Type.Simple.VARBINARY;
            case DATE -> Type.Simple.DATE;
            case TIME -> Type.Simple.TIME;
            case TIMESTAMP -> Type.Simple.TIMESTAMP;
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> Type.Simple.TIMESTAMP_TZ;
            case UUID -> Type.Simple.UUID;
            default -> throw Errors.notSupported("type " + type.getSqlTypeName().getName());
        };
    }

    private static Type decimal(int precision, int scale) {
        if (scale < 0 || scale > precision) {
            throw Errors.notSupported("type decimal(%d,%d)".formatted(precision, scale));
        }
        return new Type.Decimal(precision, scale);
    }

    /// Digits and results as {@link Decimals} has them.
    private static final class TrawlTypeSystem extends RelDataTypeSystemImpl {
        private static final int TIME_PRECISION = 6;
        private static final int DEFAULT_PRECISION = 38;

        @Override
        public int getMaxPrecision(SqlTypeName name) {
            return switch (name) {
                case DECIMAL -> Type.Decimal.PRECISION_MAX;
                case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
                        TIME_PRECISION;
                default -> super.getMaxPrecision(name);
            };
        }

        @Override
        public int getMaxScale(SqlTypeName name) {
            return name == SqlTypeName.DECIMAL
                    ? Type.Decimal.PRECISION_MAX
                    : super.getMaxScale(name);
        }

        @Override
        public int getDefaultPrecision(SqlTypeName name) {
            return switch (name) {
                case DECIMAL -> DEFAULT_PRECISION;
                case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
                        TIME_PRECISION;
                default -> super.getDefaultPrecision(name);
            };
        }

        /// Of constants that Calcite casts itself.
        @Override
        public RoundingMode roundingMode() {
            return RoundingMode.HALF_UP;
        }

        @Override
        public boolean shouldConvertRaggedUnionTypesToVarying() {
            return true;
        }

        @Override
        public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
            RelDataType sum =
                    switch (argument.getSqlTypeName()) {
                        case DECIMAL ->
                                factory.createSqlType(
                                        SqlTypeName.DECIMAL,
                                        Type.Decimal.PRECISION_MAX,
                                        argument.getScale());
                        case TINYINT, SMALLINT, INTEGER, BIGINT ->
                                factory.createSqlType(SqlTypeName.BIGINT);
                        default -> factory.createSqlType(SqlTypeName.DOUBLE);
                    };
            return factory.createTypeWithNullability(sum, argument.isNullable());
        }

        @Override
        public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
            RelDataType average =
                    SqlTypeUtil.isDecimal(argument)
                            ? toCalcite(
                                    Decimals.average(
                                            new Type.Decimal(
                                                    argument.getPrecision(), argument.getScale())),
                                    factory)
                            : factory.createSqlType(SqlTypeName.DOUBLE);
            return factory.createTypeWithNullability(average, argument.isNullable());
        }
    }
}
