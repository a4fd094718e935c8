package dev.trawl.lambda;

/// Answers the requests of one route; a TrawlException becomes its problem document.
public interface HttpHandler {
    HttpResponse handle(HttpRequest request, Invocation invocation);
}
