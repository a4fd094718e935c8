package dev.trawl.lambda;

/// Takes events that are neither HTTP nor messages: schedules, object events, queues. They arrive
/// at least once. An exception makes the platform deliver the event again.
public interface EventHandler {
    void handle(JsonValue.Fields event, Invocation invocation);
}
