package dev.trawl.source.objects.read;

import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.objects.ObjectsSettings;
import dev.trawl.source.objects.csv.TextCopy;
import dev.trawl.source.objects.parquet.CompactFile;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Copies what is needed of files into the scratch folder by ranged requests, all under the entity
/// tags of the listing.
final class Fetch {
    /// Pages that are nearer than this are fetched in one request, with what lies between.
    private static final long GAP_MAX = 128 << 10;

    private final ObjectStore store;
    private final ObjectsSettings settings;
    private final ReadContext context;
    private final Chunks chunks;

    Fetch(ObjectStore store, ObjectsSettings settings, ReadContext context, Chunks chunks) {
        this.chunks = chunks;
        this.store = store;
        this.settings = settings;
        this.context = context;
    }

    /// Fetches all that is not kept, side by side; returns when all are complete.
    void all(List<Part> parts) {
        List<Part> missing =
                parts.stream()
                        .filter(part -> !(part instanceof Part.Parquet p && chunks.link(p)))
                        .toList();
        fetch(missing);
        new SideBySide(settings.connections(), context)
                .run(
                        missing.stream()
                                .filter(p ->
                                        p instanceof Part.Csv c && !c.fetched().equals(c.path()))
                                .<Runnable>map(p -> () -> copyText((Part.Csv) p))
                                .toList());
        for (Part part : missing) {
            if (part instanceof Part.Parquet p) {
                chunks.keep(p, context.scratch());
            }
        }
    }

    private void copyText(Part.Csv part) {
        new TextCopy(part.file(), part.layout(), settings.fileBytesMax())
                .run(part.fetched(), part.path());
    }

    private void fetch(List<Part> parts) {
        List<Runnable> requests = new ArrayList<>();
        List<FileChannel> open = new ArrayList<>();
        try {
            for (Part part : parts) {
                switch (part) {
                    case Part.Count _ -> {}
                    case Part.Csv csv ->
                            requests.addAll(
                                    requests(
                                            csv.file(),
                                            List.of(
                                                    new CompactFile.Segment(
                                                            0, csv.file().object().size())),
                                            0,
                                            opened(csv.fetched(), open)));
                    case Part.Parquet p -> {
                        FileChannel to = opened(p.path(), open);
                        byte[] magic = "PAR1".getBytes(StandardCharsets.US_ASCII);
                        write(to, ByteBuffer.wrap(magic), 0);
                        byte[] footer = p.compact().footer();
                        write(to, ByteBuffer.wrap(footer), p.bytes() - footer.length);
                        requests.addAll(
                                requests(p.file(), p.compact().segments(), magic.length, to));
                    }
                }
            }
            new SideBySide(settings.connections(), context).run(requests);
        } finally {
            open.forEach(Fetch::close);
        }
    }

    /// The requests that fill a file from `position` on with segments, one behind the other.
    private List<Runnable> requests(
            DataFile file, List<CompactFile.Segment> segments, long position, FileChannel to) {
        List<Runnable> requests = new ArrayList<>();
        List<Placed> together = new ArrayList<>();
        long at = position;
        for (CompactFile.Segment segment : segments) {
            long done = 0;
            while (done < segment.length()) {
                long length = Math.min(segment.length() - done, settings.requestBytesMax());
                Placed next = new Placed(segment.from() + done, length, at);
                if (!together.isEmpty() && !fits(together, next)) {
                    requests.add(request(file, List.copyOf(together), to));
                    together.clear();
                }
                together.add(next);
                done += length;
                at += length;
            }
        }
        if (!together.isEmpty()) {
            requests.add(request(file, List.copyOf(together), to));
        }
        return requests;
    }

    private boolean fits(List<Placed> together, Placed next) {
        Placed last = together.getLast();
        long gap = next.from() - (last.from() + last.length());
        return gap >= 0
                && gap <= GAP_MAX
                && next.from() + next.length() - together.getFirst().from()
                        <= settings.requestBytesMax();
    }

    private Runnable request(DataFile file, List<Placed> pieces, FileChannel to) {
        return () -> {
            long from = pieces.getFirst().from();
            long length = pieces.getLast().from() + pieces.getLast().length() - from;
            byte[] bytes = load(file, from, length);
            for (Placed piece : pieces) {
                write(
                        to,
                        ByteBuffer.wrap(
                                bytes,
                                Math.toIntExact(piece.from() - from),
                                Math.toIntExact(piece.length())),
                        piece.to());
            }
        };
    }

    private byte[] load(DataFile file, long from, long length) {
        byte[] bytes = store.loadRange(file.key(), file.object().etag(), from, length);
        if (bytes.length != length) {
            throw file.changed();
        }
        return bytes;
    }

    private static FileChannel opened(Path path, List<FileChannel> open) {
        try {
            FileChannel channel =
                    FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            open.add(channel);
            return channel;
        } catch (IOException e) {
            throw full(e);
        }
    }

    private static void write(FileChannel to, ByteBuffer bytes, long position) {
        try {
            long at = position;
            while (bytes.hasRemaining()) {
                at += to.write(bytes, at);
            }
        } catch (IOException e) {
            throw full(e);
        }
    }

    private static TrawlException full(IOException e) {
        return new TrawlException(
                dev.trawl.protocol.ErrorCode.MEMORY_LIMIT_EXCEEDED,
                "the function's scratch space is too small for the files of this query; filter"
                        + " more, or give it more",
                e);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a scratch file cannot be closed", e);
        }
    }

    /// @param from offset in the object
    /// @param to offset in the scratch file
    private record Placed(long from, long length, long to) {}
}
