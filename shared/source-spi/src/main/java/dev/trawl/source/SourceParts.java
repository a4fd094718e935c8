package dev.trawl.source;

import dev.trawl.audit.AuditLog;
import dev.trawl.catalog.Snapshots;
import dev.trawl.source.veil.PseudonymKeys;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

/// What a {@link SourceService} is made of.
///
/// @param results bucket of state and results
/// @param state table of query flags
/// @param audit where every fragment is recorded
/// @param ids unique names of attempts
/// @param scratch folder for folders of requests
public record SourceParts(
        Source source,
        LocalEvaluation local,
        GrantVerification grants,
        Snapshots snapshots,
        ObjectStore results,
        ItemTable state,
        AuditLog audit,
        PseudonymKeys keys,
        Clock clock,
        Supplier<String> ids,
        Path scratch,
        SourceSettings settings) {}
