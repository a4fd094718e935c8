package dev.trawl.fleet;

/// How the JVM of a function starts, in every deployment.
public final class FunctionJvm {

    /// Arrow reads java.nio, DuckDB is native.
    private static final String ACCESS =
            "--add-opens=java.base/java.nio=ALL-UNNAMED --enable-native-access=ALL-UNNAMED"
                    + " --sun-misc-unsafe-memory-access=allow";

    private static final int YOUNG_SHARE = 16;
    private static final int YOUNG_MEGABYTES_MIN = 16;
    private static final int YOUNG_MEGABYTES_MAX = 64;

    private FunctionJvm() {}

    /// What the variable `JAVA_TOOL_OPTIONS` holds. The managed runtime lets the heap grow to 85 %
    /// of the memory, of which the engine and Arrow's batches, outside of the heap, take 65 %: with
    /// a small young generation of fixed size, garbage takes little, and the old generation grows
    /// by what lives.
    public static String toolOptions(int memoryMegabytes) {
        int young =
                Math.clamp(memoryMegabytes / YOUNG_SHARE, YOUNG_MEGABYTES_MIN, YOUNG_MEGABYTES_MAX);
        return ACCESS + " -XX:NewSize=%dm -XX:MaxNewSize=%dm".formatted(young, young);
    }
}
