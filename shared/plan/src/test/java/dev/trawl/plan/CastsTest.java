package dev.trawl.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CastsTest {
    private static final Type DECIMAL = new Type.Decimal(12, 2);

    @Test
    void everyScalarButBytesBecomesTextAndBack() {
        for (Type.Simple type : Type.Simple.values()) {
            boolean isText = type != Type.Simple.VARBINARY;
            assertThat(Casts.exists(type, Type.Simple.VARCHAR)).isEqualTo(isText);
            assertThat(Casts.exists(Type.Simple.VARCHAR, type)).isEqualTo(isText);
        }
        assertThat(Casts.exists(DECIMAL, Type.Simple.VARCHAR)).isTrue();
        assertThat(Casts.exists(new Type.Array(DECIMAL), Type.Simple.VARCHAR)).isFalse();
    }

    @Test
    void numbersBecomeNumbersAndOnlyIntegersBooleans() {
        assertThat(Casts.exists(Type.Simple.DOUBLE, DECIMAL)).isTrue();
        assertThat(Casts.exists(Type.Simple.BIGINT, Type.Simple.BOOLEAN)).isTrue();
        assertThat(Casts.exists(DECIMAL, Type.Simple.BOOLEAN)).isFalse();
        assertThat(Casts.exists(Type.Simple.DATE, Type.Simple.BIGINT)).isFalse();
        assertThat(Casts.exists(Type.Simple.TIME, Type.Simple.TIMESTAMP)).isFalse();
    }

    @Test
    void onlyWideningIsTotal() {
        assertThat(Casts.isTotal(Type.Simple.INTEGER, Type.Simple.BIGINT)).isTrue();
        assertThat(Casts.isTotal(Type.Simple.BIGINT, Type.Simple.INTEGER)).isFalse();
        assertThat(Casts.isTotal(Type.Simple.REAL, Type.Simple.DOUBLE)).isTrue();
        assertThat(Casts.isTotal(Type.Simple.DOUBLE, Type.Simple.REAL)).isFalse();
        assertThat(Casts.isTotal(DECIMAL, new Type.Decimal(13, 3))).isTrue();
        assertThat(Casts.isTotal(DECIMAL, new Type.Decimal(12, 3))).isFalse();
        assertThat(Casts.isTotal(DECIMAL, Type.Simple.BIGINT)).isFalse();
        assertThat(Casts.isTotal(Type.Simple.VARCHAR, Type.Simple.BOOLEAN)).isFalse();
        assertThat(Casts.isTotal(Type.Simple.TIMESTAMP_TZ, Type.Simple.DATE)).isTrue();
    }

    @Test
    void aCastThatDoesNotExistIsNoExpression() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Expr.Cast.strict(new Expr.Column(0, Type.Simple.DATE), Type.Simple.UUID))
                .withMessage("there is no cast from date to uuid");
    }

    @Test
    void equalTypesAlwaysCast() {
        Type row = new Type.Row(List.of(new Field("a", Type.Simple.DATE)));
        assertThat(Casts.exists(row, row)).isTrue();
        assertThat(Casts.isTotal(row, row)).isTrue();
    }
}
