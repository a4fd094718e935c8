package dev.trawl.export;

import dev.trawl.store.ObjectStore;
import java.time.Instant;

/// Rows of a run go into its table; files of a run become the current ones of their prefix, and a
/// dataset if the export says so.
final class Deliveries implements Delivery {
    private final TableLoader tables;
    private final CurrentRun current;
    private final Registrations registrations;

    Deliveries(TableLoader tables, CurrentRun current, Registrations registrations) {
        this.tables = tables;
        this.current = current;
        this.registrations = registrations;
    }

    @Override
    public boolean isSettled(Run run) {
        return registrations.isSettled(run);
    }

    @Override
    public void deliver(Run run, byte[] manifest, ObjectStore bucket, Instant deadline) {
        ExportSpec.TableTarget table = run.spec().table();
        if (table == null) {
            current.advance(run, bucket);
            registrations.register(run, bucket);
        } else {
            tables.load(run, table, manifest, deadline);
        }
    }
}
