package dev.trawl.export;

import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Has the source of a table write the parts of a committed run. The grant says that the run's
/// principal may write these columns; the source records the run with the rows, so that a second
/// request writes nothing.
final class TableLoader {
    private final Jobs jobs;
    private final Functions functions;
    private final Clock clock;

    TableLoader(Jobs jobs, Functions functions, Clock clock) {
        this.jobs = jobs;
        this.functions = functions;
        this.clock = clock;
    }

    /// @throws TrawlException the source's own, or TIME_LIMIT_EXCEEDED
    void load(Run run, ExportSpec.TableTarget target, byte[] stored, Instant deadline) {
        Manifest.Content content = Manifest.content(stored);
        Duration left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) {
            throw new TrawlException(
                    ErrorCode.TIME_LIMIT_EXCEEDED,
                    "there is no time left to write the rows into %s; raise spec.timeout or TRAWL_EXPORT_TIME"
                            .formatted(target.table()));
        }
        List<SourceAnswer.Part> parts =
                content.parts().stream()
                        .map(p ->
                                new SourceAnswer.Part(
                                        run.spec().bucket() + "/" + p.key(),
                                        p.rows(),
                                        p.bytes(),
                                        p.sha256()))
                        .toList();
        SourceRequest request =
                new SourceRequest.Write(
                        jobs.writeGrant(run, target.table()),
                        target.table(),
                        content.columns(),
                        target.mode(),
                        target.key(),
                        parts,
                        deadline);
        SourceAnswer answer =
                Envelope.readAnswer(
                        functions.call(
                                "source-" + target.table().source(),
                                Envelope.request(request, SourceRequestCodec::write),
                                left),
                        SourceAnswerCodec::read);
        if (!(answer instanceof SourceAnswer.Written)) {
            throw new TrawlException(
                    ErrorCode.FUNCTION_FAILED,
                    "the source of %s answered something else".formatted(target.table()));
        }
    }
}
