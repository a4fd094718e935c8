package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.PlannedFunction;
import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.OnFleet;
import dev.trawl.localstack.fleet.StackResources;
import dev.trawl.localstack.fleet.StackResources.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/// What the CDK app deployed.
@OnFleet
@Order(1)
@Timeout(300)
class DeploymentIT {
    /// Types that LocalStack only writes down, and why nothing here rests on them.
    private static final Map<String, String> FALLBACKS =
            Map.of("AWS::CDK::Metadata", "tells AWS which constructs are used, and nothing else");

    private final AirlineFleet fleet;

    DeploymentIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    @Test
    void everyResourceIsReallyThere() {
        for (String stack : List.of("state", "functions")) {
            List<Resource> resources =
                    StackResources.of(fleet.aws(), fleet.config().fleet() + "-" + stack);

            assertThat(resources).isNotEmpty();
            assertThat(resources)
                    .filteredOn(Resource::isFallback)
                    .extracting(Resource::type)
                    .isSubsetOf(FALLBACKS.keySet());
        }
    }

    @Test
    void everyPlannedFunctionHasALiveVersionWithItsLimits() {
        for (PlannedFunction plan : FleetPlan.of(fleet.config())) {
            GetFunctionConfigurationResponse deployed = fleet.versions().configuration(plan.name());

            assertThat(deployed.version()).isNotEqualTo("$LATEST");
            assertThat(deployed.runtimeAsString()).isEqualTo("java25");
            assertThat(deployed.memorySize()).isEqualTo(plan.limits().memoryMb());
        }
    }

    @Test
    void everyPlannedFunctionTellsThatItRuns() {
        for (PlannedFunction plan : FleetPlan.of(fleet.config())) {
            InvokeResponse answer =
                    fleet.aws()
                            .lambda()
                            .invoke(b ->
                                    b.functionName(fleet.config().deployedName(plan.name()))
                                            .qualifier(FleetPlan.LIVE)
                                            .payload(SdkBytes.fromUtf8String("{\"health\":{}}")));

            assertThat(answer.payload().asUtf8String())
                    .as(plan.name())
                    .isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void deployingTheSameAgainChangesNothing() {
        assertThat(fleet.deployment().isUpToDate()).as(fleet.deployment().lastWords()).isTrue();
    }
}
