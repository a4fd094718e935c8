package dev.trawl.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// The processes of one fleet, in a file that survives the fleet's own death.
public final class ProcessLedger implements AutoCloseable {

    private final Path file;
    private final String marker;
    private final Set<ProcessIdentity> running = new LinkedHashSet<>();
    private boolean closed;

    /// A ledger in `file` of processes whose command lines hold `marker`.
    public ProcessLedger(Path file, String marker) {
        this.file = file;
        this.marker = marker;
    }

    /// What every command line must hold, so that a process is known as one of this fleet.
    public String marker() {
        return marker;
    }

    /// Ends what an earlier fleet left behind; a process that is not one of this fleet is left
    /// alone.
    ///
    /// @return how many it ended
    public synchronized int endStale() {
        int ended = 0;
        for (ProcessIdentity process : read()) {
            if (process.end(marker, Duration.ofSeconds(10))) {
                ended++;
            }
        }
        running.clear();
        write();
        return ended;
    }

    /// Records a process; it is taken out when it ends.
    @SuppressWarnings("FutureReturnValueIgnored") // The end of a process cannot fail.
    public void add(Process process) {
        ProcessIdentity identity = ProcessIdentity.of(process.toHandle());
        update(() -> running.add(identity));
        process.onExit().thenRun(() -> update(() -> running.remove(identity)));
    }

    /// Writes down what still runs, for the last time.
    @Override
    public synchronized void close() {
        running.removeIf(process -> process.find(marker).isEmpty());
        write();
        closed = true;
    }

    private synchronized void update(Runnable change) {
        change.run();
        if (!closed) {
            write();
        }
    }

    private List<ProcessIdentity> read() {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .map(line -> line.split(" ", -1))
                            .map(parts ->
                                    new ProcessIdentity(
                                            Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() {
        String text =
                running.stream()
                        .map(process -> process.pid() + " " + process.startMillis() + "\n")
                        .collect(Collectors.joining());
        try {
            // A fleet that is ending and the next one may both write: never through one file.
            Path next = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".next");
            Files.writeString(next, text);
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
