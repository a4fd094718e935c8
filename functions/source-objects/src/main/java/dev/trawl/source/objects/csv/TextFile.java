package dev.trawl.source.objects.csv;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// How a text file is compressed, which its name tells.
public enum TextFile {
    PLAIN(""),
    GZIP(".gz"),
    ZSTD(".zst");

    private final String ending;

    TextFile(String ending) {
        this.ending = ending;
    }

    public static TextFile of(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return lower.endsWith(GZIP.ending) ? GZIP : lower.endsWith(ZSTD.ending) ? ZSTD : PLAIN;
    }

    /// The key without what tells the compression.
    public String bare(String key) {
        return key.substring(0, key.length() - ending.length());
    }

    /// The text; the caller closes it, and with it `in`.
    public InputStream open(InputStream in) throws IOException {
        InputStream buffered = new BufferedInputStream(in, 1 << 16);
        return switch (this) {
            case PLAIN -> buffered;
            case GZIP -> new GZIPInputStream(buffered, 1 << 16);
            case ZSTD -> new ZstdInputStream(buffered);
        };
    }
}
