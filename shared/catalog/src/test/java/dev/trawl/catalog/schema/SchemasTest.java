package dev.trawl.catalog.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.catalog.ResourceKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SchemasTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParameterizedTest
    @EnumSource(
            value = ResourceKind.class,
            names = {"SOURCE", "DATASET", "EXPORT"})
    void aDocumentHasItsKindAndItsSpec(ResourceKind kind) {
        JsonNode schema = Schemas.document(kind).orElseThrow();
        assertThat(schema.at("/properties/kind/const").asText()).isEqualTo(kind.text());
        assertThat(schema.at("/properties/spec/type").asText()).isEqualTo("object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'integer'} | 1.5 | must be a whole number",
                "{'type':['string','null']} | 1 | must be a text or null",
                "{'const':1} | 2 | must be 1",
                "{'enum':['a','b']} | 'c' | must be one of ['a','b']",
                "{'minLength':2} | 'a' | must have 2 characters",
                "{'maxLength':1} | 'ab' | must have at most 1 characters",
                "{'maxItems':1} | [1,2] | must have at most 1 items",
                "{'maximum':1} | 2 | must be at most 1",
                "{'items':{'type':'string'}} | ['a',1] | [1] must be a text",
                "{'additionalProperties':{'type':'string'}} | {'a/b':1} | a/b must be a text",
                "{'$ref':'#/$defs/x','$defs':{'x':{'type':'null'}}} | 1 | must be null",
                "{'anyOf':[{'required':['a','b']},{'required':['c']}]} | {} | must have 'c'",
            })
    void aRuleThatIsBrokenIsTold(String schema, String value, String told) {
        assertThat(problems(schema, value))
                .singleElement()
                .asString()
                .endsWith(
                        told.replace('\'', '"').replace("have \"", "have '").replace("c\"", "c'"));
    }

    @Test
    void aWordThatIsNotKnownIsNotPassedOver() {
        assertThatThrownBy(() -> problems("{'dependentRequired':{}}", "{}"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dependentRequired");
    }

    private static List<SchemaProblem> problems(String schema, String value) {
        return new JsonSchema(tree(schema)).check(tree(value));
    }

    private static JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
