package dev.trawl.scan;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// What sources last told of their tables' columns: figures and kinds of personal data, no values.
/// One item for each dataset. Thread-safe.
final class Profiles {
    private static final String PARTITION = "profile";
    private static final int ATTEMPTS = 5;

    private final ItemTable items;
    private final Clock clock;

    Profiles(ItemTable items, Clock clock) {
        this.items = items;
        this.clock = clock;
    }

    /// @param time when the source was asked
    record Profile(Instant time, SourceAnswer.Profile figures) {
        Optional<SourceAnswer.ColumnProfile> column(String name) {
            return figures.columns().stream().filter(c -> c.name().equals(name)).findFirst();
        }
    }

    Optional<Profile> find(String dataset) {
        return items.find(key(dataset)).map(item -> read(item.document()));
    }

    /// The last one that is told stays.
    void put(String dataset, SourceAnswer.Profile figures) {
        String document =
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("time").string(clock.instant().toString());
                            SourceAnswerCodec.write(o.field("figures"), figures);
                        }));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long version =
                    items.find(key(dataset)).map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
            if (items.put(key(dataset), version, document, null).isPresent()) {
                return;
            }
        }
        throw new TrawlException(
                ErrorCode.CONFLICT, "others are scanning '%s' at the same time".formatted(dataset));
    }

    private static Profile read(String document) {
        try {
            return JsonReader.read(document, JsonLimits.DEFAULT, Profiles::read);
        } catch (MalformedJsonException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "a stored profile cannot be read", e);
        }
    }

    private static Profile read(JsonReader in) {
        in.beginObject();
        Instant time = Instant.parse(in.field("time").string());
        SourceAnswer answer = SourceAnswerCodec.read(in.field("figures"));
        in.endObject();
        if (answer instanceof SourceAnswer.Profile figures) {
            return new Profile(time, figures);
        }
        throw in.malformed("these are no figures");
    }

    private static ItemTable.Key key(String dataset) {
        return new ItemTable.Key(PARTITION, dataset);
    }
}
