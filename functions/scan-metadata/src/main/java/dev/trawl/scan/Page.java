package dev.trawl.scan;

import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.ResourceJson;
import dev.trawl.catalog.ResourceService.Current;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// One page of resources in order of their names: `?limit=100&after=legs`.
///
/// @param after the last name of the page before; empty for the first
record Page(int limit, String after) {
    private static final int LIMIT_DEFAULT = 1_000;
    private static final int LIMIT_MAX = 1_000;
    private static final int AT_ONCE = 200;

    /// @throws TrawlException INVALID_REQUEST
    static Page of(HttpRequest request) {
        String limit = request.queryValue("limit").orElse(Integer.toString(LIMIT_DEFAULT));
        if (!limit.matches("[0-9]{1,4}")
                || Integer.parseInt(limit) < 1
                || Integer.parseInt(limit) > LIMIT_MAX) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "'limit' must be a whole number from 1 to %d".formatted(LIMIT_MAX));
        }
        return new Page(Integer.parseInt(limit), request.queryValue("after").orElse(""));
    }

    /// Fills the page with resources as they are declared.
    HttpResponse fill(List<Current> candidates, UnaryOperator<List<Current>> visible) {
        return fill(candidates, visible, ResourceDocuments::write);
    }

    /// Fills the page from candidates, of which `visible` leaves what the caller may see.
    ///
    /// @param candidates in order of their names
    /// @param text of a resource that is shown
    HttpResponse fill(
            List<Current> candidates,
            UnaryOperator<List<Current>> visible,
            Function<Resource, String> text) {
        List<Current> open =
                candidates.stream().filter(c -> c.resource().name().compareTo(after) > 0).toList();
        List<Current> shown = new ArrayList<>();
        int from = 0;
        do {
            // Asked even about nothing, so that nobody learns that there is nothing.
            int to = Math.min(open.size(), from + AT_ONCE);
            shown.addAll(visible.apply(open.subList(from, to)));
            from = to;
        } while (from < open.size() && shown.size() <= limit);
        if (shown.size() <= limit) {
            return HttpResponse.json(200, ResourceJson.list(shown, text));
        }
        List<Current> page = shown.subList(0, limit);
        return HttpResponse.json(
                200, ResourceJson.page(page, page.getLast().resource().name(), text));
    }
}
