package dev.trawl.policy;

import dev.trawl.auth.Principal;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A question to policy and the answer that is expected.
///
/// @param time absent for now
/// @param ip from where it is asked; absent if that is not known
/// @param outcome `permit`, `deny` or `unknown`
/// @param columns all that are visible, in order; absent if it does not matter
/// @param masks name of a column and the mask that is tried first there, `none` for none
/// @param filtered whether rows are filtered; absent if it does not matter
/// @param samples sample rows, texts by name of column
/// @param shown what the principal sees of the samples, in any order; absent if it does not matter
public record PolicyCase(
        String name,
        Principal principal,
        @Nullable String purpose,
        Action action,
        @Nullable String destination,
        @Nullable Instant time,
        @Nullable String ip,
        TableName table,
        String outcome,
        @Nullable List<String> columns,
        Map<String, String> masks,
        @Nullable Boolean filtered,
        List<Map<String, @Nullable String>> samples,
        @Nullable List<Map<String, @Nullable String>> shown) {
    public PolicyCase {
        samples = List.copyOf(samples);
        shown = shown == null ? null : List.copyOf(shown);
        columns = columns == null ? null : List.copyOf(columns);
        masks = Map.copyOf(masks);
    }

    /// @param failures what is not as expected; none if the case holds
    public record Result(String name, List<String> failures) {
        public Result {
            failures = List.copyOf(failures);
        }
    }
}
