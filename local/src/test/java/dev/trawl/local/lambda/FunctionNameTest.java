package dev.trawl.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class FunctionNameTest {

    @Test
    void everyFormThatLambdaTakesIsUnderstood() {
        assertThat(FunctionName.parse("policy")).isEqualTo(new FunctionName("policy", null));
        assertThat(FunctionName.parse("policy:machine"))
                .isEqualTo(new FunctionName("policy", "machine"));
        assertThat(FunctionName.parse("000000000000:function:policy:machine"))
                .isEqualTo(new FunctionName("policy", "machine"));
        assertThat(FunctionName.parse("arn:aws:lambda:eu-central-1:000000000000:function:policy"))
                .isEqualTo(new FunctionName("policy", null));
        assertThat(FunctionName.parse("arn:aws:lambda:eu-central-1:000000000000:function:policy:7"))
                .isEqualTo(new FunctionName("policy", "7"));
    }

    @Test
    void theFunctionAloneStandsForItsLiveAliasAndForNoOther() {
        assertThat(FunctionName.parse("policy").permission()).isEqualTo("policy");
        assertThat(FunctionName.parse("policy:live").permission()).isEqualTo("policy");
        assertThat(FunctionName.parse("policy:machine").permission()).isEqualTo("policy:machine");
        assertThat(FunctionName.parse("policy:$LATEST").permission()).isEqualTo("policy:$LATEST");
    }

    @Test
    void aQualifierBesideTheNameMustNotContradictIt() {
        FunctionName machine = FunctionName.parse("policy:machine");

        assertThat(FunctionName.parse("policy").qualified("machine")).isEqualTo(machine);
        assertThat(machine.qualified("machine")).isEqualTo(machine);
        assertThatThrownBy(() -> machine.qualified("live"))
                .isInstanceOf(InvokeException.class)
                .hasMessageContaining("does not match the specified qualifier");
        assertThatThrownBy(() -> FunctionName.parse("policy:"))
                .isInstanceOf(InvokeException.class)
                .hasMessageContaining("A qualifier must match");
    }
}
