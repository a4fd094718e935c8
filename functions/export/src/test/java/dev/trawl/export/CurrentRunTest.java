package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.store.ObjectStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CurrentRunTest {
    private final RunningExport export = new RunningExport();
    private final List<String> written = new ArrayList<>();

    @Test
    void whatReadersAreShownAlreadyIsNotWrittenAgain() {
        export.declare("");
        Run run = run();
        advance(run);
        assertThat(written).isEmpty();
    }

    @Test
    void whatASlowRunnerWroteIsPutRight() {
        export.declare("");
        Run run = run();
        export.state.put(
                "exports/daily/current.json", export.state.load(run.manifestKey()), "text/plain");
        export.state.put("exports/daily/current/files.txt", new byte[] {1}, "text/plain");
        advance(run);
        assertThat(written).containsExactly("exports/daily/current/files.txt");
    }

    private Run run() {
        String id =
                export.http("POST", "/v1/exports/daily/runs", "anna", Map.of())
                        .json()
                        .path("run")
                        .asText();
        return new Runs(export.items, export.clock).find(id).orElseThrow().run();
    }

    private void advance(Run run) {
        ObjectStore noting =
                (ObjectStore)
                        Proxy.newProxyInstance(
                                ObjectStore.class.getClassLoader(),
                                new Class<?>[] {ObjectStore.class},
                                (_, method, arguments) -> {
                                    if (method.getName().equals("put")) {
                                        written.add((String) arguments[0]);
                                    }
                                    try {
                                        return method.invoke(export.state, arguments);
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                });
        new CurrentRun(export.items).advance(run, noting);
    }
}
