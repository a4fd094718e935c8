package dev.trawl.store.memory;

import dev.trawl.store.Secrets;

/// Secrets of which one call fails.
public final class FailingSecrets implements Secrets {
    private final Secrets secrets;
    private final Faults faults;

    public FailingSecrets(Secrets secrets, Faults faults) {
        this.secrets = secrets;
        this.faults = faults;
    }

    @Override
    public String load(String id) {
        return faults.call(() -> secrets.load(id));
    }
}
