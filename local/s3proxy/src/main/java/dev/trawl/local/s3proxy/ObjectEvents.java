package dev.trawl.local.s3proxy;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/// Tells the process that started this one of changes, one line each: `EVENT`, then name, bucket,
/// key, size, ETag, sequencer and time, separated by tabs; the key is URL-encoded as in S3's
/// events.
final class ObjectEvents {

    private static final long MICROS = 1_000_000;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final PrintStream output;
    private final Clock clock;
    private final AtomicLong last = new AtomicLong();

    ObjectEvents(PrintStream output, Clock clock) {
        this.output = output;
        this.clock = clock;
    }

    void created(String name, String bucket, String key, long size, String etag) {
        write(name, bucket, key, Long.toString(size), etag.replace("\"", ""));
    }

    void removed(String bucket, String key) {
        write("ObjectRemoved:Delete", bucket, key, "", "");
    }

    private void write(String name, String bucket, String key, String size, String etag) {
        Instant now = clock.instant();
        long micros = now.getEpochSecond() * MICROS + now.getNano() / 1000;
        long sequence = last.accumulateAndGet(micros, (before, time) -> Math.max(before + 1, time));
        output.println(
                String.join(
                        "\t",
                        "EVENT",
                        name,
                        bucket,
                        URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"),
                        size,
                        etag,
                        HEX.toHexDigits(sequence),
                        now.toString()));
    }
}
