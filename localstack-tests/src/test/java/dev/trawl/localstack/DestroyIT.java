package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.OnFleet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/// What is left when the stacks are gone; runs last.
@OnFleet
@Order(Integer.MAX_VALUE)
@Timeout(300)
class DestroyIT {
    private final AirlineFleet fleet;

    DestroyIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    @Test
    void theFunctionsGoAndTheStateStays() {
        String bucket = fleet.variable("query", "TRAWL_STATE_BUCKET");

        fleet.deployment().destroy();

        assertThat(fleet.aws().lambda().listFunctionsPaginator().functions())
                .extracting(FunctionConfiguration::functionName)
                .noneMatch(name -> name.startsWith(fleet.config().fleet() + "-"));
        assertThat(fleet.aws().dynamo().listTables().tableNames())
                .contains(fleet.config().stateTable());
        assertThat(fleet.aws().s3().listObjectsV2(b -> b.bucket(bucket)).contents()).isNotEmpty();
    }
}
