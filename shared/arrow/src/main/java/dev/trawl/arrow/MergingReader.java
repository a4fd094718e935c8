package dev.trawl.arrow;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/// The batches of several readers of equal columns, as they come: each reader has a thread of its
/// own, which closes it when it ends. So one reads while another's batch is used, and at most so
/// many batches wait as there are readers.
///
/// The first failure of a reader is this reader's. For one thread.
public final class MergingReader extends ArrowReader {
    private final Schema schema;
    private final List<ArrowReader> readers;
    private final Runnable stop;
    private final Object lock = new Object();
    private final Deque<VectorSchemaRoot> ready = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private int running;
    private boolean closed;
    private @Nullable Throwable failure;

    /// @param readers belong to this one from now on
    /// @param stop makes readers that wait for their source end soon; asked when this reader is
    ///   closed before its end
    public MergingReader(
            Schema schema, List<ArrowReader> readers, Runnable stop, BufferAllocator allocator) {
        super(allocator);
        this.schema = schema;
        this.readers = List.copyOf(readers);
        this.stop = stop;
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        if (threads.isEmpty()) {
            start();
        }
        VectorSchemaRoot batch = next();
        if (batch == null) {
            return false;
        }
        VectorSchemaRoot root = getVectorSchemaRoot();
        transfer(batch, root);
        batch.close();
        return true;
    }

    private void start() {
        running = readers.size();
        for (ArrowReader reader : readers) {
            threads.add(Thread.ofPlatform().daemon().name("reader").start(() -> read(reader)));
        }
    }

    private @Nullable VectorSchemaRoot next() throws IOException {
        synchronized (lock) {
            while (ready.isEmpty() && running > 0 && failure == null) {
                try {
                    lock.wait();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("the reading was interrupted");
                }
            }
            rethrow(failure);
            VectorSchemaRoot batch = ready.poll();
            lock.notifyAll();
            return batch;
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("a reader failed", failure);
        }
    }

    /// What each thread does.
    private void read(ArrowReader reader) {
        try (reader) {
            VectorSchemaRoot from = reader.getVectorSchemaRoot();
            boolean isWanted = true;
            while (isWanted && reader.loadNextBatch()) {
                VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
                transfer(from, batch);
                isWanted = offer(batch);
            }
        } catch (Throwable e) {
            synchronized (lock) {
                failure = failure == null ? e : failure;
            }
        } finally {
            synchronized (lock) {
                running--;
                lock.notifyAll();
            }
        }
    }

    /// Whether more are wanted.
    private boolean offer(VectorSchemaRoot batch) {
        synchronized (lock) {
            while (ready.size() >= readers.size() && !closed && failure == null) {
                try {
                    lock.wait();
                } catch (InterruptedException _) {
                    closed = true;
                }
            }
            if (closed || failure != null) {
                batch.close();
                return false;
            }
            ready.add(batch);
            lock.notifyAll();
            return true;
        }
    }

    private static void transfer(VectorSchemaRoot from, VectorSchemaRoot to) {
        for (int i = 0; i < from.getFieldVectors().size(); i++) {
            from.getVector(i).makeTransferPair(to.getVector(i)).transfer();
        }
        to.setRowCount(from.getRowCount());
    }

    @Override
    public long bytesRead() {
        return readers.stream().mapToLong(ArrowReader::bytesRead).sum();
    }

    /// Waits for the threads.
    @Override
    protected void closeReadSource() throws IOException {
        boolean isUnderWay;
        synchronized (lock) {
            closed = true;
            isUnderWay = running > 0;
            lock.notifyAll();
        }
        if (isUnderWay) {
            stop.run();
        }
        if (threads.isEmpty()) {
            closeUnread();
        }
        threads.forEach(MergingReader::join);
        ready.forEach(VectorSchemaRoot::close);
        ready.clear();
    }

    private void closeUnread() throws IOException {
        IOException failed = null;
        for (ArrowReader reader : readers) {
            try {
                reader.close();
            } catch (IOException e) {
                failed = failed == null ? e : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected Schema readSchema() {
        return schema;
    }
}
