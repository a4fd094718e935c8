package dev.trawl.fuzz;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/// Work that runs side by side. What is late on a machine that is loaded is done again alone: being
/// late says nothing of an answer. Thread-safe.
final class Turns {
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    interface Work<T> {
        T done() throws Exception;
    }

    /// @param otherwise what it means to be late even alone
    <T> T run(Work<T> work, Function<ProcessFleet.Late, T> otherwise) throws Exception {
        try {
            return locked(lock.readLock(), work);
        } catch (ProcessFleet.Late _) {
            try {
                return locked(lock.writeLock(), work);
            } catch (ProcessFleet.Late e) {
                return otherwise.apply(e);
            }
        }
    }

    private static <T> T locked(Lock lock, Work<T> work) throws Exception {
        lock.lock();
        try {
            return work.done();
        } finally {
            lock.unlock();
        }
    }
}
