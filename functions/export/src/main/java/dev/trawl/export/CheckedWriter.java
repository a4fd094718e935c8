package dev.trawl.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trawl.catalog.Quality;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// Writes nothing while a check says that a dataset is not fit for exports.
final class CheckedWriter implements ResultWriter {
    private final ResultWriter writer;
    private final ResourceService resources;
    private final Quality quality;

    CheckedWriter(ResultWriter writer, ResourceService resources, Quality quality) {
        this.writer = writer;
        this.resources = resources;
        this.quality = quality;
    }

    /// @throws TrawlException QUALITY_CHECK_FAILED, which is not tried again
    @Override
    public Manifest write(Run run, ObjectStore target, Instant deadline) {
        Resource export =
                new Resource(
                        ResourceKind.EXPORT,
                        run.export(),
                        "",
                        "",
                        List.of(),
                        JsonNodeFactory.instance.objectNode().put("query", run.spec().query()));
        List<Quality.Verdict> blocking = quality.blocking(export, resources);
        if (!blocking.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.QUALITY_CHECK_FAILED,
                    blocking.stream()
                            .map(v ->
                                    "check '%s' of dataset '%s' has not passed (%s): %s"
                                            .formatted(
                                                    v.check(),
                                                    v.dataset(),
                                                    v.state().text(),
                                                    v.message()))
                            .collect(
                                    Collectors.joining(
                                            "; ", "", "; mend the data and run the check again")));
        }
        return writer.write(run, target, deadline);
    }
}
