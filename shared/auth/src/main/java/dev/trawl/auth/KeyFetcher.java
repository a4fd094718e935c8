package dev.trawl.auth;

import java.io.IOException;
import java.net.URI;

/// Fetches the text of a key set. Bounded in time and size; thread-safe.
@FunctionalInterface
public interface KeyFetcher {
    String fetch(URI uri) throws IOException;
}
