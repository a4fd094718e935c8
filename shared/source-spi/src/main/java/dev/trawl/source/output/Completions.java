package dev.trawl.source.output;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The objects that say which attempt's parts are a fragment's rows. Written last and once: who
/// comes second takes the first one's answer.
public final class Completions {
    private final ObjectStore store;

    public Completions(ObjectStore store) {
        this.store = store;
    }

    /// The answer of an earlier run of the same work.
    public Optional<SourceAnswer.Rows> find(OutputFolder folder) {
        return store.find(folder.completion()).map(Completions::read);
    }

    /// Makes the answer the one; gives the one that was there already instead, if there was.
    public SourceAnswer.Rows commit(OutputFolder folder, SourceAnswer.Rows rows) {
        byte[] json =
                JsonWriter.write(out -> SourceAnswerCodec.write(out, rows))
                        .getBytes(StandardCharsets.UTF_8);
        return store.create(folder.completion(), json, "application/json")
                ? rows
                : find(folder).orElseThrow(() -> unreadable("is gone"));
    }

    private static SourceAnswer.Rows read(byte[] json) {
        try {
            SourceAnswer answer =
                    JsonReader.read(
                            new String(json, StandardCharsets.UTF_8),
                            JsonLimits.DEFAULT,
                            SourceAnswerCodec::read);
            if (answer instanceof SourceAnswer.Rows rows) {
                return rows;
            }
            throw unreadable("holds no rows");
        } catch (MalformedJsonException _) {
            throw unreadable("is malformed");
        }
    }

    private static TrawlException unreadable(String what) {
        return new TrawlException(
                ErrorCode.STORE_UNAVAILABLE, "a completion object " + what + "; repeat the query");
    }
}
