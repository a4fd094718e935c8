package dev.trawl.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;

/// What the work of one {@link Workspace} belongs to.
///
/// @param folder of files that may be read where the workspace has no folder of its own, and of
///   scratch; nothing else can be read
/// @param allocator of the answer's vectors; its owner closes it after the answer
/// @param deadline after which work ends with TIME_LIMIT_EXCEEDED
/// @param isCancelled asked several times a second, from another thread; true ends work with
///   CANCELLED
public record EngineContext(
        Path folder, BufferAllocator allocator, Instant deadline, BooleanSupplier isCancelled) {}
