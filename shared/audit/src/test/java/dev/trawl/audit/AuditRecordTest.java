package dev.trawl.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.json.MalformedJsonException;
import org.junit.jupiter.api.Test;

class AuditRecordTest {
    private final AuditRecord record =
            new AuditRecord("query-1", 1, AuditRecord.NOTHING, null, Events.full());

    @Test
    void textIsCanonical() {
        assertThat(record.toJson())
                .isEqualTo(
                        """
                        {"v":1,"writer":"query-1","sequence":1,\
                        "previous":"0000000000000000000000000000000000000000000000000000000000000000",\
                        "continues":null,"event":{"kind":"query_ended","time":"2026-11-21T12:00:00Z",\
                        "principal":"issuer|ann","purpose":"care","action":"read","query":"q1","trace":"t1",\
                        "code":"CANCELLED","reason":"the owner was first",\
                        "sql":{"fingerprint":"f","text":"select ?"},\
                        "policy":{"epoch":7,"hash":"h","catalog":"c"},\
                        "reads":[{"table":"s.p.t","columns":[{"name":"a","mask":null},{"name":"b","mask":"hash"}],\
                        "filters":["p/r"]}],\
                        "lineage":[{"name":"x","direct":["s.p.t.a"],"indirect":["s.p.t.b"],"masked":["s.p.t.b"]}],\
                        "figures":{"rows":1,"bytes":2,"millis":3,"usd":"0.00000001"},"details":{"k":"v"}}}\
                        """);
    }

    @Test
    void textReadsBack() {
        assertThat(AuditRecord.fromJson(record.toJson())).isEqualTo(record);
        AuditRecord small =
                new AuditRecord("w", 2, "p", "v", Events.small(Events.NOON, "issuer|bob"));
        assertThat(AuditRecord.fromJson(small.toJson())).isEqualTo(small);
    }

    @Test
    void unknownFieldsAreRefused() {
        String more = record.toJson().replace("\"details\":", "\"more\":1,\"details\":");
        assertThatThrownBy(() -> AuditRecord.fromJson(more))
                .isInstanceOf(MalformedJsonException.class);
    }
}
