package dev.trawl.fleettests;

import com.nimbusds.jose.jwk.ECKey;
import dev.trawl.source.kit.Deployed;
import dev.trawl.store.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.text.ParseException;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// A source function of the fleet under test, for whoever broke into a function and has the fleet's
/// root key.
record FleetSource(FleetUnderTest fleet, Insider insider, ECKey rootKey, String source)
        implements Deployed {
    static FleetSource of(FleetUnderTest fleet, Insider insider, String source) {
        try {
            String key = Files.readString(fleet.fleet().state().resolve("keys/grants.jwk"));
            return new FleetSource(fleet, insider, ECKey.parse(key), source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParseException e) {
            throw new AssertionError("the fleet's root key is a JWK", e);
        }
    }

    @Override
    public SigningKey root() {
        return new KeyInHand(rootKey);
    }

    @Override
    public String bucket() {
        return Buckets.STATE;
    }

    @Override
    public void put(String key, byte[] content) {
        fleet.buckets().put(Buckets.STATE, key, content);
    }

    @Override
    public byte[] load(String key) {
        return insider.buckets.load(Buckets.STATE, key);
    }

    @Override
    public String invoke(String message) {
        return insider.invoke("source-" + source, message);
    }

    @Override
    public int fragmentsRecorded() {
        return Math.toIntExact(
                fleet.buckets().keys(Buckets.STATE, "audit/log/").stream()
                        .filter(key -> key.contains("/source-"))
                        .count());
    }

    @Override
    public void cancel(String queryId) {
        insider.dynamo.putItem(r ->
                r.tableName(insider.variable("TRAWL_STATE_TABLE"))
                        .item(
                                Map.of(
                                        "pk", AttributeValue.fromS("query#" + queryId),
                                        "sk", AttributeValue.fromS("cancel"),
                                        "version", AttributeValue.fromN("1"),
                                        "doc", AttributeValue.fromS("{}"))));
    }
}
