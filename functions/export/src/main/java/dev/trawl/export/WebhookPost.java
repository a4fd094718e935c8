package dev.trawl.export;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One POST to a webhook. The connection is made to the very address that was found public, so that
/// a name that resolves anew leads nowhere else; redirects are not followed. Of the answer only its
/// status is read.
final class WebhookPost {
    private static final Duration TIME_MAX = Duration.ofSeconds(5);
    private static final int STATUS_LINE_MAX = 100;

    private final NoticeChannel.Webhook channel;

    WebhookPost(NoticeChannel.Webhook channel) {
        this.channel = channel;
    }

    /// @throws TrawlException PERMISSION_DENIED for a private address that is not allowed;
    ///   STORE_UNAVAILABLE unless the answer is a success
    void send(String json, Map<String, String> headers) {
        URI url = channel.url();
        boolean isSecure = "https".equals(url.getScheme());
        if (!isSecure && !channel.isPrivate()) {
            throw refused("is not https");
        }
        int port = url.getPort() > 0 ? url.getPort() : isSecure ? 443 : 80;
        Instant end = Instant.now().plus(TIME_MAX);
        try (Socket plain = connected(url.getHost(), port, end);
                TimeLimit _ = new TimeLimit(plain, end)) {
            try (Socket socket = isSecure ? secured(plain, url.getHost(), port) : plain) {
                int status = exchange(socket, request(json, headers));
                if (status / 100 != 2) {
                    throw new TrawlException(
                            ErrorCode.STORE_UNAVAILABLE, text("answered with status " + status));
                }
            }
        } catch (IOException e) {
            throw unavailable("cannot be reached", e);
        }
    }

    /// Closes a socket at a time, whatever is being read or written then.
    private static final class TimeLimit implements AutoCloseable {
        private final CompletableFuture<Void> closing;

        TimeLimit(Socket socket, Instant end) {
            long millis = Math.max(1, Duration.between(Instant.now(), end).toMillis());
            this.closing =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    socket.close();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            },
                            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
        }

        @Override
        public void close() {
            closing.cancel(false);
        }
    }

    /// To the first of the host's addresses that answers.
    private Socket connected(String host, int port, Instant end) throws IOException {
        IOException last = new IOException("no address");
        for (InetAddress address : addresses(host)) {
            long millis = Duration.between(Instant.now(), end).toMillis();
            if (millis <= 0) {
                break;
            }
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), Math.toIntExact(millis));
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private InetAddress[] addresses(String host) throws IOException {
        InetAddress[] all = InetAddress.getAllByName(host);
        for (InetAddress address : all) {
            if (!channel.isPrivate() && !PublicAddresses.includes(address)) {
                throw refused("is at a private address, which its channel does not allow");
            }
        }
        return all;
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private byte[] request(String json, Map<String, String> headers) throws IOException {
        URI url = channel.url();
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String path =
                url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        StringBuilder head =
                new StringBuilder("POST ")
                        .append(path)
                        .append(url.getRawQuery() == null ? "" : "?" + url.getRawQuery())
                        .append(" HTTP/1.1\r\nHost: ")
                        .append(url.getRawAuthority())
                        .append("\r\nContent-Type: application/json\r\nContent-Length: ")
                        .append(body.length)
                        .append("\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        request.write(body);
        return request.toByteArray();
    }

    private static int exchange(Socket socket, byte[] request) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request);
        out.flush();
        StringBuilder line = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c >= ' ' && line.length() < STATUS_LINE_MAX; c = in.read()) {
            line.append((char) c);
        }
        String[] words = line.toString().split(" ", -1);
        if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("\\d{3}")) {
            throw new IOException("no HTTP");
        }
        return Integer.parseInt(words[1]);
    }

    private TrawlException refused(String why) {
        return new TrawlException(ErrorCode.PERMISSION_DENIED, text(why));
    }

    private TrawlException unavailable(String what, Throwable cause) {
        return new TrawlException(ErrorCode.STORE_UNAVAILABLE, text(what), cause);
    }

    private String text(String what) {
        return "the webhook of channel '%s' %s".formatted(channel.name(), what);
    }
}
