package dev.trawl.query.execute;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;

/// Bounds of one answer; what exceeds them is an error and never cut.
final class AnswerLimits {
    private AnswerLimits() {}

    /// @throws TrawlException ROWS_LIMIT_EXCEEDED or BYTES_LIMIT_EXCEEDED
    static void check(Work.Options options, long rows, long bytes) {
        if (rows > options.rowsMax()) {
            throw new TrawlException(
                    ErrorCode.ROWS_LIMIT_EXCEEDED,
                    "the answer has more than %d rows; add LIMIT, or raise 'limits.rows' as far as policy allows"
                            .formatted(options.rowsMax()));
        }
        if (bytes > options.bytesMax()) {
            throw new TrawlException(
                    ErrorCode.BYTES_LIMIT_EXCEEDED,
                    "the answer has more than %d bytes; ask for less, or raise 'limits.bytes'"
                            .formatted(options.bytesMax()));
        }
    }
}
