package dev.trawl.local.front;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trawl.local.http.HttpAnswer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;

/// One JSON line per request: no query string, no headers, no bodies.
final class AccessLog implements AutoCloseable {

    private final BufferedWriter out;

    AccessLog(Path file) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            this.out =
                    Files.newBufferedWriter(
                            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void write(FrontRequest request, HttpAnswer answer, long nanos)
            throws IOException {
        out.write(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("time", Instant.now().toString())
                        .put("requestId", request.id())
                        .put("sourceIp", request.sourceIp())
                        .put("method", request.method())
                        .put("path", request.rawPath())
                        .put("status", answer.status())
                        .put("requestBytes", request.body().length)
                        .put("answerBytes", answer.body().length)
                        .put("millis", nanos / 1_000_000)
                        .toString());
        out.newLine();
        out.flush();
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
