package dev.trawl.local.lambda;

import dev.trawl.fleet.FunctionJvm;
import dev.trawl.local.process.ProcessLedger;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Starts the process of an environment as the managed runtime would: working folder is the
/// unpacked zip, class path is the Runtime Interface Client alone (with a [ClassCache], also the
/// function's jars), nothing of the host's environment is seen.
final class EnvironmentLauncher {

    /// For which environments that start ahead work over their fixture, if their start is for use.
    private static final String PRIMING_TIME = "3s";

    private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    /// A started process.
    ///
    /// @param recording the classes that it is to leave behind when it ends in peace
    record Launched(Process process, Path scratch, @Nullable Recording recording) {}

    record Recording(ClassCache cache, Path file) {}

    private final HostSettings settings;
    private final ProcessLedger ledger;
    private final FunctionZips zips;
    private final Path library;
    private final String classPath = RuntimeJars.classPath();
    private final Map<Path, ClassCache> caches = new ConcurrentHashMap<>();

    EnvironmentLauncher(HostSettings settings, ProcessLedger ledger) {
        this.settings = settings;
        this.ledger = ledger;
        this.library = RuntimeLibrary.unpack(settings.folder().resolve("code"));
        this.zips = new FunctionZips(settings.folder().resolve("code"));
    }

    String functionArn(FunctionName name) {
        return settings.functionArn(name);
    }

    Duration initTimeout() {
        return settings.initTimeout();
    }

    /// What no environment may hold at a checkpoint.
    Map<String, String> secrets() {
        return settings.secrets().get();
    }

    Path logFolder() {
        return settings.folder().resolve("logs");
    }

    void keepOnly(Collection<Path> code) {
        zips.keepOnly(code);
    }

    /// @param ahead whether nobody waits for it, so that it may take the time to become fast
    Launched launch(FunctionSpec spec, String runtimeApi, boolean ahead) {
        Path code = zips.unpack(spec.zip());
        try {
            Path scratch =
                    Files.createTempDirectory(
                            Files.createDirectories(settings.folder().resolve("tmp")),
                            spec.name() + "-");
            FunctionLog log = FunctionLog.open(logFolder(), spec.name());
            ClassCache cache = settings.classCache() ? cache(spec, code) : null;
            Path recorded = cache == null ? null : cache.startRecording();
            ProcessBuilder builder =
                    new ProcessBuilder(command(spec, scratch, cache, recorded))
                            .directory(code.toFile())
                            .redirectErrorStream(true)
                            .redirectInput(Redirect.from(new File("/dev/null")))
                            .redirectOutput(Redirect.appendTo(log.file().toFile()));
            Map<String, String> environment = builder.environment();
            environment.clear();
            environment.putAll(variables(spec, code, scratch, runtimeApi));
            environment.putAll(spec.environment());
            if (ahead) {
                environment.put("TRAWL_PRIMED", "true");
            }
            environment.putIfAbsent(
                    "TRAWL_PRIMING_TIME",
                    ahead && cache != null && recorded == null ? PRIMING_TIME : "0s");
            Process process = builder.start();
            ledger.add(process);
            return new Launched(
                    process,
                    scratch,
                    cache == null || recorded == null ? null : new Recording(cache, recorded));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + spec.name() + ".", e);
        }
    }

    private ClassCache cache(FunctionSpec spec, Path code) {
        List<String> flags = new ArrayList<>(settings.jvmFlags());
        flags.addAll(spec.jvmFlags());
        return caches.computeIfAbsent(code, c -> ClassCache.of(c, classPath, flags));
    }

    private List<String> command(
            FunctionSpec spec, Path scratch, @Nullable ClassCache cache, @Nullable Path recorded) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dtrawl.state=" + ledger.marker());
        // A micro-VM has this much; the JVM would take its first heap by what this machine has.
        command.add("-XX:MaxRAM=" + spec.limits().memoryMb() + "m");
        command.add("-XX:MaxHeapSize=" + spec.limits().memoryMb() * 1024L * 85 / 100 + "k");
        command.addAll(settings.jvmFlags());
        command.add("-XX:-UsePerfData");
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-Djava.io.tmpdir=" + scratch);
        command.add("-D" + RuntimeLibrary.PROPERTY + "=" + library);
        // The managed runtime says by this where org.crac finds its implementation.
        command.add("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
        command.addAll(spec.jvmFlags());
        if (cache != null) {
            command.addAll(cache.flags(recorded));
        }
        command.add("-cp");
        command.add(cache == null ? classPath : cache.classPath());
        command.add(MAIN);
        command.add(spec.handler());
        return command;
    }

    private Map<String, String> variables(
            FunctionSpec spec, Path code, Path scratch, String runtimeApi) {
        return Map.ofEntries(
                Map.entry("PATH", "/usr/local/bin:/usr/bin:/bin"),
                Map.entry("LANG", "en_US.UTF-8"),
                Map.entry("TZ", ":UTC"),
                Map.entry("TMPDIR", scratch.toString()),
                Map.entry("HOME", scratch.toString()),
                Map.entry("JAVA_TOOL_OPTIONS", FunctionJvm.toolOptions(spec.limits().memoryMb())),
                Map.entry("AWS_LAMBDA_RUNTIME_API", runtimeApi),
                Map.entry("AWS_LAMBDA_FUNCTION_NAME", spec.name()),
                Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
                Map.entry(
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        Integer.toString(spec.limits().memoryMb())),
                Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + spec.name()),
                Map.entry("AWS_LAMBDA_LOG_STREAM_NAME", "local"),
                Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", spec.initialization().type()),
                Map.entry("AWS_EXECUTION_ENV", "AWS_Lambda_java25"),
                Map.entry("AWS_REGION", settings.region()),
                Map.entry("AWS_DEFAULT_REGION", settings.region()),
                Map.entry("LAMBDA_TASK_ROOT", code.toString()),
                Map.entry("_HANDLER", spec.handler()));
    }
}
