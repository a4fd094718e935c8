package dev.trawl.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.audit.AuditEvent;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessEventsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final TableName SHOWN = TableName.parse("shop.public.shown");
    private static final TableName DENIED = TableName.parse("shop.public.denied");
    private static final TableName HIDDEN = TableName.parse("shop.public.hidden");

    private final AccessEvents events = new AccessEvents(SqlDetail.SHAPE);

    @Test
    void aRefusalNamesNoTableThatIsHiddenFromItsPrincipal() {
        Decision decision =
                new Decision(
                        "i|ada",
                        null,
                        "catalog",
                        1,
                        NOON,
                        "content",
                        List.of(
                                new Decision.Permit(SHOWN, List.of(), List.of()),
                                new Decision.Deny(DENIED, "no rule"),
                                new Decision.Unknown(HIDDEN)),
                        Map.of(),
                        "ticket");
        assertThat(refused(decision).reads())
                .extracting(AuditEvent.TableRead::table)
                .containsExactly(SHOWN.toString(), DENIED.toString());
    }

    @Test
    void whatWasNotDecidedNamesNoTable() {
        assertThat(refused(null).reads()).isEmpty();
    }

    private AuditEvent refused(@Nullable Decision decision) {
        return events.refused(
                new AccessEvents.Asked("q", "i|ada", null, null, "read", "select 1 from hidden"),
                new QueryState.Submission("i|ada", NOON, NOON.plusSeconds(60)),
                decision,
                List.of(SHOWN, DENIED, HIDDEN),
                new TrawlException(ErrorCode.TABLE_NOT_FOUND, "there is no table 'hidden'"));
    }
}
