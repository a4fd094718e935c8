package dev.trawl.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much may leave all sources in a period, for one principal under one rule. Each source
/// counts.
///
/// @param rule `policy.rule`; what is read under it is counted together
/// @param rows at most so many in one period; absent for any number
/// @param bytes at most so many, as Arrow; absent for any number
/// @param per length of a period; periods begin at full ones of UTC
public record Allowance(String rule, @Nullable Long rows, @Nullable Long bytes, Duration per) {
    public Allowance {
        if (rows == null && bytes == null
                || rows != null && rows < 1
                || bytes != null && bytes < 1
                || per.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "an allowance is of one row or byte at least, in a second at least");
        }
    }
}
