package dev.trawl.store;

/// Secret texts by id. Thread-safe. Values never appear in logs or errors.
public interface Secrets {
    String load(String id);
}
