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
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
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
    private static final Set<String> RACES =
            Set.of("None", "ConditionalCheckFailed", "TransactionConflict");

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
        Optional<Item> written = Optional.of(new Item(key, expected + 1, document));
        try {
            client.putItem(b ->
                    b.tableName(table)
                            .item(attributes(write))
                            .conditionExpression(condition(expected))
                            .expressionAttributeValues(expectation(expected)));
            return written;
        } catch (ConditionalCheckFailedException e) {
            return areWrittenBefore(List.of(write), e) ? written : Optional.empty();
        } catch (SdkException e) {
            requireWritten(List.of(write), e);
            return written;
        }
    }

    @Override
    public boolean putAll(List<Write> writes) {
        ItemTable.requireTransaction(writes);
        if (writes.isEmpty()) {
            return true;
        }
        try {
            client.transactWriteItems(
                    b -> b.transactItems(writes.stream().map(this::transactPut).toList()));
            return true;
        } catch (TransactionCanceledException e) {
            if (!isRace(e)) {
                throw unavailable(e);
            }
            return areWrittenBefore(writes, e);
        } catch (SdkException e) {
            requireWritten(writes, e);
            return true;
        }
    }

    /// Whether somebody else's writes were the reason, and not a throttle or a limit.
    private static boolean isRace(TransactionCanceledException e) {
        return e.cancellationReasons().stream()
                .map(CancellationReason::code)
                .allMatch(code -> code == null || RACES.contains(code));
    }

    /// Whether an earlier attempt of the same call wrote: the condition then fails on its own
    /// success.
    private boolean areWrittenBefore(List<Write> writes, SdkException failure) {
        return WriteFailures.isRepeated(failure) && areWritten(writes, failure);
    }

    /// Returns if the writes are done in spite of the failure.
    private void requireWritten(List<Write> writes, SdkException failure) {
        boolean mayBeWritten =
                !WriteFailures.isRefused(failure) || WriteFailures.isRepeated(failure);
        if (mayBeWritten && areWritten(writes, failure)) {
            return;
        }
        throw mayBeWritten && !isThrottled(failure) ? unknown(failure) : unavailable(failure);
    }

    private static boolean isThrottled(SdkException failure) {
        return failure instanceof DynamoDbException answered && answered.isThrottlingException();
    }

    /// Whether exactly these writes stand.
    ///
    /// @throws TrawlException COMMIT_STATE_UNKNOWN if they cannot be read
    private boolean areWritten(List<Write> writes, SdkException failure) {
        try {
            return writes.stream().allMatch(this::isWritten);
        } catch (TrawlException _) {
            throw unknown(failure);
        }
    }

    private boolean isWritten(Write write) {
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
            return WriteFailures.isRepeated(e) && find(key).isEmpty();
        } catch (SdkException e) {
            throw WriteFailures.isRefused(e) ? unavailable(e) : unknown(e);
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

    private static TrawlException unknown(SdkException e) {
        return new TrawlException(
                ErrorCode.COMMIT_STATE_UNKNOWN,
                "whether the item table wrote is not known; look before asking again",
                e);
    }

    private static TrawlException unavailable(SdkException e) {
        return new TrawlException(
                ErrorCode.STORE_UNAVAILABLE, "the item table does not answer; try again", e);
    }
}
