package dev.trawl.export;

import dev.trawl.store.ObjectStore;
import java.time.Instant;

/// Rows of a run go into its table; files of a run become the current ones of their prefix.
final class Deliveries implements Delivery {
    private final TableLoader tables;
    private final CurrentRun current;

    Deliveries(TableLoader tables, CurrentRun current) {
        this.tables = tables;
        this.current = current;
    }

    @Override
    public void deliver(Run run, byte[] manifest, ObjectStore bucket, Instant deadline) {
        ExportSpec.TableTarget table = run.spec().table();
        if (table == null) {
            current.advance(run, bucket);
        } else {
            tables.load(run, table, manifest, deadline);
        }
    }
}
