package dev.trawl.localstack;

import dev.trawl.localstack.aws.Aws;
import dev.trawl.localstack.aws.OnAws;
import dev.trawl.store.aws.DynamoItemTable;
import dev.trawl.store.kit.ItemTableKit;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// The item table's contract, conditional writes under concurrency among it.
@OnAws
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamoItemTableOnAwsIT extends ItemTableKit {
    private static final String TABLE = "trawl-kit-" + UUID.randomUUID();

    private final Aws aws;

    DynamoItemTableOnAwsIT(Aws aws) {
        super(new DynamoItemTable(aws.dynamo(), TABLE));
        this.aws = aws;
        aws.dynamo()
                .createTable(b ->
                        b.tableName(TABLE)
                                .billingMode(BillingMode.PAY_PER_REQUEST)
                                .attributeDefinitions(attribute("pk"), attribute("sk"))
                                .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
        aws.dynamo().waiter().waitUntilTableExists(b -> b.tableName(TABLE));
    }

    @AfterAll
    void deleteTable() {
        aws.dynamo().deleteTable(b -> b.tableName(TABLE));
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
