package dev.trawl.local.front;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The front's limits, as the gateway has them, and what is its own: port (0 for a free one), the
/// origins that browsers may call from, the access log.
public record FrontSettings(
        int port,
        List<String> corsOrigins,
        Path accessLog,
        int bodyBytesMax,
        int headerBytesMax,
        Duration integrationTimeout) {

    public FrontSettings {
        corsOrigins = List.copyOf(corsOrigins);
    }

    /// The gateway's limits: 10 MB, 10,240 bytes, 30 s.
    public static FrontSettings of(int port, List<String> corsOrigins, Path accessLog) {
        return new FrontSettings(
                port, corsOrigins, accessLog, 10 * 1024 * 1024, 10_240, Duration.ofSeconds(30));
    }
}
