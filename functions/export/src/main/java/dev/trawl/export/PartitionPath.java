package dev.trawl.export;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Folders of partitions as Hive names them: `name=value/`, in which every byte that is no letter
/// or digit of ASCII, `-`, `_` or `.` is percent-encoded, so that no two values share a folder.
final class PartitionPath {
    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";
    private static final int BYTES_MAX = 500;
    private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

    private PartitionPath() {}

    /// @param values of the columns; null for NULL
    /// @return folders, each with a slash; nothing without columns
    /// @throws TrawlException INVALID_ARGUMENT if no key holds it
    static String of(List<String> columns, List<@Nullable String> values) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            path.append(columns.get(i)).append('=').append(encoded(values.get(i))).append('/');
        }
        if (path.length() > BYTES_MAX) {
            throw new TrawlException(
                    ErrorCode.INVALID_ARGUMENT,
                    "a value of %s is too long for the name of a folder: encoded, all may have %d characters together; partition by something shorter"
                            .formatted(columns, BYTES_MAX));
        }
        return path.toString();
    }

    private static String encoded(@Nullable String value) {
        if (value == null) {
            return NULL;
        }
        StringBuilder text = new StringBuilder();
        for (byte unit : value.getBytes(StandardCharsets.UTF_8)) {
            int character = unit & 0xFF;
            if (isPlain(character)) {
                text.append((char) character);
            } else {
                text.append('%').append(DIGITS[character >> 4]).append(DIGITS[character & 15]);
            }
        }
        // The text that means NULL, as a value.
        return value.equals(NULL) ? "%5F" + text.substring(1) : text.toString();
    }

    private static boolean isPlain(int character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9'
                || character == '-'
                || character == '_'
                || character == '.';
    }
}
