package dev.trawl.store.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// Contenders that start together.
public final class Race {
    private Race() {}

    /// How many of the contenders say that they won.
    public static long winners(int contenders, IntFunction<Boolean> contender)
            throws InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(contenders)) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < contenders; i++) {
                int number = i;
                Callable<Boolean> run =
                        () -> {
                            start.await();
                            return contender.apply(number);
                        };
                results.add(threads.submit(run));
            }
            start.countDown();
            long winners = 0;
            for (Future<Boolean> result : results) {
                winners += result.get() ? 1 : 0;
            }
            return winners;
        }
    }
}
