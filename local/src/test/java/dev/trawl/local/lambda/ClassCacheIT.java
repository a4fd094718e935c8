package dev.trawl.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.fleet.FunctionLimits;
import dev.trawl.local.fixture.PlainZip;
import dev.trawl.local.process.ProcessLedger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ClassCacheIT {

    private static final String CACHE_FLAG = "-XX:AOTCache=";

    @TempDir Path folder;

    private Path zip;

    @BeforeEach
    void write() throws IOException {
        zip = PlainZip.write(folder.resolve("function.zip"));
    }

    @Test
    void whatStartsAheadStartsFromKeptClassesAlsoTheFirstTime() throws IOException {
        List<String> first = commandLine(2);

        assertThat(caches()).hasSize(1);
        assertThat(first).contains(CACHE_FLAG + caches().getFirst());
        assertThat(commandLine(1)).contains(CACHE_FLAG + caches().getFirst());
    }

    @Test
    void otherwiseTheFirstProcessThatServedKeepsThem() throws IOException {
        assertThat(commandLine(0)).noneMatch(argument -> argument.startsWith(CACHE_FLAG));

        assertThat(caches()).hasSize(1);
        assertThat(commandLine(0)).contains(CACHE_FLAG + caches().getFirst());
    }

    @Test
    void whatFollowsAProcessThatWasKilledStartsFromThem() throws IOException {
        try (ProcessLedger ledger = ledger();
                LambdaHost host = host(ledger)) {
            deploy(host, zip);
            host.warm("plain", 1);
            ProcessHandle first =
                    ProcessHandle.of(host.environments("plain").getFirst().pid()).orElseThrow();
            host.killEnvironments("plain");
            first.onExit().join();

            assertThat(served(host)).contains(CACHE_FLAG + caches().getFirst());
        }
    }

    @Test
    void aBrokenCacheIsNotUsedAndHarmsNobody() throws IOException {
        commandLine(1);
        Files.writeString(caches().getFirst(), "not a cache");

        assertThat(commandLine(1)).contains(CACHE_FLAG + caches().getFirst());
    }

    @Test
    void codeThatIsNotDeployedAnyMoreIsForgotten() throws IOException {
        commandLine(1);
        Path other = PlainZip.write(folder.resolve("other.zip"));
        try (ProcessLedger ledger = ledger();
                LambdaHost host = host(ledger)) {
            deploy(host, other);
            host.forgetOtherCode();
        }

        assertThat(caches()).isEmpty();
        try (Stream<Path> code = Files.list(folder.resolve("code"))) {
            assertThat(code.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.startsWith("function.zip"));
        }
    }

    /// Starts so many processes ahead, has one answer, ends them, and gives its command line.
    private List<String> commandLine(int processes) throws IOException {
        try (ProcessLedger ledger = ledger();
                LambdaHost host = host(ledger)) {
            deploy(host, zip);
            host.warm("plain", processes);
            return served(host);
        }
    }

    /// The command line of the process that answers.
    private static List<String> served(LambdaHost host) throws IOException {
        assertThat(host.invoke("plain", "\"name\"".getBytes(StandardCharsets.UTF_8)).text())
                .isEqualTo("\"plain\"");
        long pid = host.environments("plain").getFirst().pid();
        return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1));
    }

    private ProcessLedger ledger() {
        return new ProcessLedger(folder.resolve("processes"), folder.toString());
    }

    private LambdaHost host(ProcessLedger ledger) {
        return new LambdaHost(HostSettings.of(folder, "eu-central-1").withClassCache(true), ledger);
    }

    private static void deploy(LambdaHost host, Path zip) {
        host.deploy(
                new FunctionSpec(
                        "plain",
                        zip,
                        PlainZip.HANDLER,
                        new FunctionLimits(256, Duration.ofSeconds(20), 2, 0),
                        Map.of(),
                        List.of(),
                        Initialization.ON_DEMAND));
    }

    private List<Path> caches() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("code"))) {
            return files.filter(file -> file.toString().endsWith(".aot")).toList();
        }
    }
}
