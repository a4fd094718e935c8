package dev.trawl.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.audit.AuditReader;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.memory.FailingObjectStore;
import dev.trawl.store.memory.Faults;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AccessRecordTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final InMemoryObjectStore bucket = new InMemoryObjectStore("audit");
    private final Faults faults = new Faults();
    private final AuditLog log =
            new AuditLog(new FailingObjectStore(bucket, faults), "query", () -> "1");
    private final AccessRecord access =
            AccessRecord.held(log, event(AuditEvent.Kind.QUERY_STARTED));

    @Test
    void beginAndEndAreOneObject() {
        access.end(event(AuditEvent.Kind.QUERY_ENDED));

        assertThat(objects()).hasSize(1);
        assertThat(kinds()).containsExactly("query_started", "query_ended");
    }

    @Test
    void aBeginThatIsWrittenIsNotWrittenAgain() {
        access.write();
        access.write();
        access.end(event(AuditEvent.Kind.QUERY_ENDED));

        assertThat(objects()).hasSize(2);
        assertThat(kinds()).containsExactly("query_started", "query_ended");
    }

    @Test
    void withoutItsBeginNoQuerySucceeds() {
        faults.fail(1, Faults.When.BEFORE);
        assertThatThrownBy(access::write).isInstanceOf(TrawlException.class);

        assertThatThrownBy(() -> access.end(event(AuditEvent.Kind.QUERY_ENDED)))
                .isInstanceOf(TrawlException.class);
        access.endInVain(event(AuditEvent.Kind.QUERY_ENDED));
        assertThat(kinds()).containsExactly("query_ended");
    }

    private static AuditEvent event(AuditEvent.Kind kind) {
        return AuditEvent.builder(kind, NOON, "issuer|ann").query("q1").build();
    }

    private List<String> objects() {
        return bucket.list("audit/log/", 10).stream().map(ObjectStore.ObjectInfo::key).toList();
    }

    private List<String> kinds() {
        AuditReader reader = new AuditReader(bucket, 10);
        return objects().stream()
                .flatMap(key -> reader.loadAll(key).stream())
                .map(stored -> stored.text().replaceAll(".*\"kind\":\"([a-z_]+)\".*", "$1"))
                .toList();
    }
}
