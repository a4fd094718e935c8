package dev.trawl.fleettests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A TCP connection that tests break: it refuses, stalls, or ends after so many bytes.
///
/// What is set holds for bytes from the server that pass from then on, in all connections.
/// Thread-safe.
final class BreakableProxy implements AutoCloseable {
    private static final int BUFFER = 8_192;

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private volatile int target;
    private volatile Mode mode = Mode.PASS;

    /// What happens to bytes and connections.
    enum Mode {
        /// Everything passes.
        PASS,
        /// New connections end at once, and so do those that are open.
        REFUSE,
        /// When the bytes are used up, nothing passes any more; connections stay open.
        STALL,
        /// When the bytes are used up, all connections end.
        CUT
    }

    private BreakableProxy(ServerSocket listener) {
        this.listener = listener;
    }

    static BreakableProxy start() throws IOException {
        BreakableProxy proxy =
                new BreakableProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().name("proxy").start(proxy::accept);
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    void leadTo(int port) {
        target = port;
    }

    /// Breaks what comes after `bytes` more bytes from the server.
    void after(long bytes, Mode next) {
        synchronized (this) {
            left.set(bytes);
            mode = next;
            notifyAll();
        }
        if (next == Mode.REFUSE) {
            endAll();
        }
    }

    /// Everything passes again; what was stalled ends.
    void heal() {
        endAll();
        after(Long.MAX_VALUE, Mode.PASS);
    }

    /// How many connections are open.
    int open() {
        return sockets.size() / 2;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            endAll();
            after(Long.MAX_VALUE, Mode.PASS);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().name("proxied").start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        @Nullable Socket server = null;
        try (client) {
            if (mode == Mode.REFUSE) {
                return;
            }
            server = new Socket(InetAddress.getLoopbackAddress(), target);
            Socket upstream = server;
            sockets.add(client);
            sockets.add(upstream);
            Thread up = Thread.ofVirtual().start(() -> copy(client, upstream, false));
            copy(upstream, client, true);
            up.join();
        } catch (IOException e) {
            // The connection has ended, which is what tests ask for.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
            if (server != null) {
                sockets.remove(server);
                end(server);
            }
        }
    }

    private void copy(Socket from, Socket to, boolean counted) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            int count = in.read(buffer);
            while (count >= 0) {
                int passing = counted ? allowed(count) : count;
                out.write(buffer, 0, passing);
                out.flush();
                if (passing < count) {
                    return;
                }
                count = in.read(buffer);
            }
        } catch (IOException e) {
            // As above.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// How many of these bytes pass; waits while the connection is stalled.
    private synchronized int allowed(int count) throws InterruptedException {
        long before = left.getAndUpdate(bytes -> Math.max(0, bytes - count));
        if (before >= count) {
            return count;
        }
        while (mode == Mode.STALL) {
            wait();
        }
        return mode == Mode.PASS ? count : Math.toIntExact(before);
    }

    private void endAll() {
        sockets.forEach(BreakableProxy::end);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed is closed.
        }
    }
}
