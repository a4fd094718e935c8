package dev.trawl.store;

/// Places of the platform where notices go that others subscribe to. Deliveries are at least once.
/// Thread-safe.
public interface Notices {
    /// Publishes to a topic.
    ///
    /// @param topic its ARN
    /// @param subject at most 100 characters, for those who get it as mail
    /// @throws dev.trawl.protocol.TrawlException STORE_UNAVAILABLE if it was not taken
    void publish(String topic, String subject, String json);

    /// Puts an event on a bus.
    ///
    /// @param bus its ARN
    /// @param type by which rules choose it
    /// @throws dev.trawl.protocol.TrawlException STORE_UNAVAILABLE if it was not taken
    void put(String bus, String type, String json);
}
