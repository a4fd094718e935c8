package dev.trawl.query.record;

import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a query ended.
///
/// @param code absent for success
public record CompletionEvent(
        String queryId,
        Instant time,
        String principal,
        @Nullable String code,
        long rows,
        List<FragmentReport> fragments,
        @Nullable Cost cost) {
    public CompletionEvent {
        fragments = List.copyOf(fragments);
    }

    String toJson() {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("event").string("completion");
                    o.field("query").string(queryId);
                    o.field("time").string(time.toString());
                    o.field("principal").string(principal);
                    o.field("code").stringOrNull(code);
                    o.field("rows").integer(rows);
                    o.field("fragments").list(fragments, FragmentReport::write);
                    if (cost != null) {
                        Cost.write(o.field("cost"), cost);
                    }
                }));
    }
}
