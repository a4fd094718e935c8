package dev.trawl.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrantedRelationTest {
    private static final Expr SOMETIMES = Literals.of(true);

    @Test
    void unmaskedColumnKeepsItsType() {
        assertThat(new GrantedColumn("n", 0, List.of()).governedType(Type.Simple.BIGINT))
                .isEqualTo(Type.Simple.BIGINT);
    }

    @Test
    void hashedNumberIsText() {
        GrantedColumn column =
                new GrantedColumn("n", 0, List.of(new MaskCase(null, new Mask.Hash("person"))));

        assertThat(column.governedType(Type.Simple.BIGINT)).isEqualTo(Type.Simple.VARCHAR);
    }

    @Test
    void numberThatIsSometimesRedactedIsText() {
        GrantedColumn column =
                new GrantedColumn("n", 0, List.of(new MaskCase(SOMETIMES, new Mask.Redact("x"))));

        assertThat(column.governedType(Type.Simple.BIGINT)).isEqualTo(Type.Simple.VARCHAR);
    }

    @Test
    void numberThatIsSometimesNullStaysANumber() {
        GrantedColumn column =
                new GrantedColumn("n", 0, List.of(new MaskCase(SOMETIMES, new Mask.Null())));

        assertThat(column.governedType(Type.Simple.BIGINT)).isEqualTo(Type.Simple.BIGINT);
    }

    @Test
    void filterOverAColumnThatIsNotAnInputIsRefused() {
        assertThatThrownBy(() ->
                        new GrantedRelation(
                                Samples.PASSENGERS,
                                List.of(new Field("a", Type.Simple.BOOLEAN)),
                                List.of(),
                                new Expr.Column(1, Type.Simple.BOOLEAN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no column 1 of 1");
    }
}
