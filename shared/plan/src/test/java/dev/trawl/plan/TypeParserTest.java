package dev.trawl.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TypeParserTest {
    @ParameterizedTest
    @EnumSource
    void simpleTypesAreReadBack(Type.Simple type) {
        assertThat(TypeParser.parse(type.text())).isEqualTo(type);
    }

    @Test
    void nestedTypesAreReadBack() {
        Type type =
                new Type.Row(
                        List.of(
                                new Field("a\"b, c", new Type.Array(new Type.Decimal(38, 38))),
                                new Field(
                                        "", new Type.Mapping(Type.Simple.UUID, Type.Simple.JSON))));
        assertThat(type.text())
                .isEqualTo("row(\"a\"\"b, c\" array(decimal(38,38)),\"\" map(uuid,json))");
        assertThat(TypeParser.parse(type.text())).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "int",
                "VARCHAR",
                "varchar ",
                "decimal",
                "decimal(10)",
                "decimal(10, 2)",
                "decimal(012,2)",
                "decimal(٣,١)",
                "decimal(39,0)",
                "decimal(2,3)",
                "decimal(99999,0)",
                "array()",
                "array(bigint",
                "map(bigint)",
                "row()",
                "row(a bigint)",
                "row(\"a\"bigint)",
                "row(\"a bigint)",
                "bigintbigint"
            })
    void otherTextsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TypeParser.parse(text));
    }

    @Test
    void nestingHasALimit() {
        String deep = "array(".repeat(32) + "bigint" + ")".repeat(32);
        assertThat(TypeParser.parse(deep).text()).isEqualTo(deep);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TypeParser.parse("array(" + deep + ")"))
                .withMessage("a type is nested deeper than 32 levels");
    }
}
