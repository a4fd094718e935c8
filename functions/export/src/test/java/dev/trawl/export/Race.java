package dev.trawl.export;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import dev.trawl.testkit.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;

/// Runs several things at once, of which only one moves at any time: chance decides before every
/// call of a port who goes on, whether the call fails before or after its work, and whether its
/// caller dies. The same seed gives the same race.
final class Race implements AutoCloseable {
    private final Random chance;
    private final MovableClock clock;
    private final Runnable reader;
    private final List<Runner> waiting = new ArrayList<>();
    private final Map<Thread, Runner> selves = new ConcurrentHashMap<>();
    private final SynchronousQueue<Runner> arrived = new SynchronousQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    Race(Random chance, MovableClock clock, Runnable reader) {
        this.chance = chance;
        this.clock = clock;
        this.reader = reader;
    }

    private enum Fate {
        WORK,
        FAIL_BEFORE,
        FAIL_AFTER,
        DIE
    }

    private static final class Runner {
        final SynchronousQueue<Fate> turn = new SynchronousQueue<>();
        volatile boolean isDone;
    }

    void run(List<Runnable> bodies) {
        for (Runnable body : bodies) {
            Runner runner = new Runner();
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                selves.put(Thread.currentThread(), runner);
                                try {
                                    body.run();
                                } catch (TrawlException | Stepping.DeathError e) {
                                    // As an invocation ends that failed, or was killed.
                                    runner.isDone = true;
                                }
                                runner.isDone = true;
                                hand(arrived, runner);
                            }));
            await();
        }
        while (!waiting.isEmpty()) {
            reader.run();
            if (chance.nextInt(20) == 0) {
                clock.advance(Duration.ofMinutes(chance.nextInt(15)));
            }
            Runner next = waiting.remove(chance.nextInt(waiting.size()));
            hand(next.turn, fate());
            await();
        }
    }

    private void await() {
        Runner runner = take(arrived);
        if (!runner.isDone) {
            waiting.add(runner);
        }
    }

    private Fate fate() {
        return switch (chance.nextInt(30)) {
            case 0 -> Fate.FAIL_BEFORE;
            case 1 -> Fate.FAIL_AFTER;
            case 2 -> Fate.DIE;
            default -> Fate.WORK;
        };
    }

    ObjectStore objects(ObjectStore objects) {
        return Stepping.Calls.through(ObjectStore.class, objects, this::step);
    }

    ItemTable items(ItemTable items) {
        return Stepping.Calls.through(ItemTable.class, items, this::step);
    }

    private Object step(Stepping.Calls.Call call) throws Throwable {
        Runner runner = Objects.requireNonNull(selves.get(Thread.currentThread()));
        hand(arrived, runner);
        Fate fate = take(runner.turn);
        if (fate == Fate.FAIL_BEFORE) {
            throw new TrawlException(ErrorCode.STORE_UNAVAILABLE, "away");
        }
        if (fate == Fate.DIE) {
            throw new Stepping.DeathError();
        }
        Object result = call.run();
        if (fate == Fate.FAIL_AFTER) {
            throw new TrawlException(ErrorCode.COMMIT_STATE_UNKNOWN, "who knows");
        }
        return result;
    }

    private static <T> void hand(SynchronousQueue<T> queue, T value) {
        try {
            queue.put(value);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static <T> T take(SynchronousQueue<T> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
