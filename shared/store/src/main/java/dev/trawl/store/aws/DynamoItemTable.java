package dev.trawl.store.aws;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/// A DynamoDB table with keys `pk` and `sk`, a `version`, the document in `doc`, and the time to
/// live in `expires` (seconds). The client belongs to the caller.
public final class DynamoItemTable implements ItemTable {
    private static final String PARTITION = "pk";
    private static final String SORT = "sk";
    private static final String VERSION = "version";
    private static final String DOCUMENT = "doc";
    private static final String EXPIRES = "expires";
    private static final String IS_ABSENT = "attribute_not_exists(pk)";
    private static final String IS_VERSION = "version = :version";

    private final DynamoDbClient client;
    private final String table;

    public DynamoItemTable(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    @Override
    public Optional<Item> find(Key key) {
        try {
            Map<String, AttributeValue> item =
                    client.getItem(b ->
                                    b.tableName(table).key(attributes(key)).consistentRead(true))
                            .item();
            return item == null || item.isEmpty() ? Optional.empty() : Optional.of(item(item));
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    @Override
    public List<Item> list(String partition, String prefix, int limit, Order order) {
        List<Item> items = new ArrayList<>();
        Map<String, AttributeValue> from = Map.of();
        try {
            do {
                QueryRequest.Builder query =
                        QueryRequest.builder()
                                .tableName(table)
                                .consistentRead(true)
                                .scanIndexForward(order == Order.ASCENDING)
                                .limit(limit - items.size())
                                .keyConditionExpression(
                                        prefix.isEmpty()
                                                ? "pk = :pk"
                                                : "pk = :pk and begins_with(sk, :prefix)")
                                .expressionAttributeValues(values(partition, prefix));
                if (!from.isEmpty()) {
                    query.exclusiveStartKey(from);
                }
                QueryResponse page = client.query(query.build());
                page.items().forEach(i -> items.add(item(i)));
                from = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : Map.of();
            } while (!from.isEmpty() && items.size() < limit);
            return List.copyOf(items);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    @Override
    public Optional<Item> put(Key key, long expected, String document, @Nullable Instant expires) {
        Write write = new Write(key, expected, document, expires);
        try {
            client.putItem(b ->
                    b.tableName(table)
                            .item(attributes(write))
                            .conditionExpression(condition(expected))
                            .expressionAttributeValues(expectation(expected)));
            return Optional.of(new Item(key, expected + 1, document));
        } catch (ConditionalCheckFailedException e) {
            return written(write)
                    ? Optional.of(new Item(key, expected + 1, document))
                    : Optional.empty();
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    @Override
    public boolean putAll(List<Write> writes) {
        if (writes.size() > TRANSACTION_MAX) {
            throw new IllegalArgumentException(
                    "a transaction has at most %d writes, not %d"
                            .formatted(TRANSACTION_MAX, writes.size()));
        }
        try {
            client.transactWriteItems(
                    b -> b.transactItems(writes.stream().map(this::transactPut).toList()));
            return true;
        } catch (TransactionCanceledException e) {
            return writes.stream().allMatch(this::written);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    /// Whether exactly this write stands: the SDK repeats calls whose answer was lost, and then
    /// finds its own first attempt.
    private boolean written(Write write) {
        return find(write.key())
                .filter(i -> i.version() == write.expected() + 1)
                .filter(i -> i.document().equals(write.document()))
                .isPresent();
    }

    @Override
    public boolean delete(Key key, long expected) {
        try {
            client.deleteItem(b ->
                    b.tableName(table)
                            .key(attributes(key))
                            .conditionExpression(condition(expected))
                            .expressionAttributeValues(expectation(expected)));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    private TransactWriteItem transactPut(Write write) {
        Put put =
                Put.builder()
                        .tableName(table)
                        .item(attributes(write))
                        .conditionExpression(condition(write.expected()))
                        .expressionAttributeValues(expectation(write.expected()))
                        .build();
        return TransactWriteItem.builder().put(put).build();
    }

    private static String condition(long expected) {
        return expected == ABSENT ? IS_ABSENT : IS_VERSION;
    }

    private static @Nullable Map<String, AttributeValue> expectation(long expected) {
        return expected == ABSENT ? null : Map.of(":version", number(expected));
    }

    private static Map<String, AttributeValue> values(String partition, String prefix) {
        return prefix.isEmpty()
                ? Map.of(":pk", text(partition))
                : Map.of(":pk", text(partition), ":prefix", text(prefix));
    }

    private static Map<String, AttributeValue> attributes(Key key) {
        return Map.of(PARTITION, text(key.partition()), SORT, text(key.sort()));
    }

    private static Map<String, AttributeValue> attributes(Write write) {
        Map<String, AttributeValue> item = new HashMap<>(attributes(write.key()));
        item.put(VERSION, number(write.expected() + 1));
        item.put(DOCUMENT, text(write.document()));
        Instant expires = write.expires();
        if (expires != null) {
            item.put(EXPIRES, number(expires.getEpochSecond()));
        }
        return item;
    }

    private static Item item(Map<String, AttributeValue> item) {
        Key key = new Key(read(item, PARTITION).s(), read(item, SORT).s());
        return new Item(key, Long.parseLong(read(item, VERSION).n()), read(item, DOCUMENT).s());
    }

    private static AttributeValue read(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "an item has no attribute '%s'".formatted(name));
        }
        return value;
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    private static TrawlException unavailable(SdkException e) {
        return new TrawlException(
                ErrorCode.STORE_UNAVAILABLE, "the item table does not answer; try again", e);
    }
}
