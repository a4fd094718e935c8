package dev.trawl.plan;

/// Result types of decimal arithmetic: the SQL standard's digits, capped at 38 (DESIGN 11).
///
/// Values are rounded half away from zero to the scale of the result; a value with more integer
/// digits than the result holds is an error.
public final class Decimals {
    private static final int MAX = Type.Decimal.PRECISION_MAX;
    private static final int DIVISION_SCALE_MIN = 6;
    private static final int AVERAGE_SCALE_MIN = 6;

    private Decimals() {}

    /// Type of a sum or difference of two values.
    public static Type.Decimal add(Type.Decimal a, Type.Decimal b) {
        int scale = Math.max(a.scale(), b.scale());
        int whole = Math.max(whole(a), whole(b)) + 1;
        return new Type.Decimal(Math.min(MAX, whole + scale), scale);
    }

    public static Type.Decimal multiply(Type.Decimal a, Type.Decimal b) {
        int scale = Math.min(MAX, a.scale() + b.scale());
        return new Type.Decimal(Math.min(MAX, a.precision() + b.precision()), scale);
    }

    /// At least six digits after the point, whatever the integer part needs.
    public static Type.Decimal divide(Type.Decimal a, Type.Decimal b) {
        int whole = Math.min(whole(a) + b.scale(), MAX - DIVISION_SCALE_MIN);
        int scale = Math.max(DIVISION_SCALE_MIN, a.scale() + b.precision() + 1);
        int fitting = Math.min(scale, MAX - whole);
        return new Type.Decimal(whole + fitting, fitting);
    }

    public static Type.Decimal modulo(Type.Decimal a, Type.Decimal b) {
        int scale = Math.max(a.scale(), b.scale());
        int whole = Math.min(whole(a), whole(b));
        return new Type.Decimal(Math.max(1, Math.min(MAX, whole + scale)), scale);
    }

    public static Type.Decimal sum(Type.Decimal a) {
        return new Type.Decimal(MAX, a.scale());
    }

    public static Type.Decimal average(Type.Decimal a) {
        return new Type.Decimal(MAX, Math.max(a.scale(), AVERAGE_SCALE_MIN));
    }

    /// The smallest decimal that holds every value of both.
    public static Type.Decimal common(Type.Decimal a, Type.Decimal b) {
        int scale = Math.max(a.scale(), b.scale());
        return new Type.Decimal(Math.min(MAX, Math.max(whole(a), whole(b)) + scale), scale);
    }

    /// The decimal that holds every value of an integer type.
    public static Type.Decimal of(Type.Simple integer) {
        return switch (integer) {
            case TINYINT -> new Type.Decimal(3, 0);
            case SMALLINT -> new Type.Decimal(5, 0);
            case INTEGER -> new Type.Decimal(10, 0);
            case BIGINT -> new Type.Decimal(19, 0);
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    VARCHAR,
                    VARBINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_TZ,
                    UUID,
                    JSON ->
                    throw new IllegalArgumentException(integer.text() + " is not an integer type");
        };
    }

    /// Digits before the point.
    public static int whole(Type.Decimal a) {
        return a.precision() - a.scale();
    }
}
