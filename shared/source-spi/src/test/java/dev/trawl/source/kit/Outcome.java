package dev.trawl.source.kit;

import dev.trawl.protocol.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a request ended.
public sealed interface Outcome {
    record Rows(List<List<@Nullable Object>> rows) implements Outcome {}

    record Failed(ErrorCode code, String text) implements Outcome {}
}
