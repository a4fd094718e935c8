package dev.trawl.engine;

import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// The readers that an evaluation was given, by number. Owns them.
record Inputs(List<StreamInput> streams) implements AutoCloseable {
    Inputs {
        streams = List.copyOf(streams);
    }

    static Inputs of(Evaluation evaluation) {
        List<StreamInput> streams = new ArrayList<>();
        for (ArrowReader reader : evaluation.received()) {
            streams.add(new StreamInput(streams.size(), reader, evaluation.allocator()));
        }
        return new Inputs(streams);
    }

    StreamInput get(int number) {
        if (number >= streams.size()) {
            throw new IllegalArgumentException("no rows were given for fragment " + number);
        }
        return streams.get(number);
    }

    /// The error of the input that failed; null if none did.
    @Nullable TrawlException failure() {
        return streams.stream()
                .map(StreamInput::failure)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        Closing.all(streams);
    }
}
