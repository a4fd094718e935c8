package dev.trawl.auth;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Ticket;
import dev.trawl.protocol.TicketCodec;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Instant;

/// Verifies, inside the policy function, the tickets that it signed. Thread-safe.
///
/// A ticket ends at its deadline or with the certificate of its key, whichever comes first.
public final class TicketVerifier {
    private static final int CHARACTERS_MAX = 64 * 1024;

    private final TrustedRoots roots;
    private final Clock clock;

    public TicketVerifier(TrustedRoots roots, Clock clock) {
        this.roots = roots;
        this.clock = clock;
    }

    /// @throws TrawlException UNAUTHENTICATED if it is not such a ticket, or past its deadline
    public VerifiedTicket verify(String compact) {
        try {
            Instant now = clock.instant();
            SignedClaims claims =
                    SignedClaims.verify(compact, Jws.TICKET, CHARACTERS_MAX, roots, now);
            Ticket ticket =
                    JsonReader.read(claims.payload(), JsonLimits.DEFAULT, TicketCodec::read);
            if (!now.isBefore(ticket.deadline())) {
                throw new Jws.RefusedException("its deadline has passed");
            }
            Principal principal =
                    JsonReader.read(claims.principal(), JsonLimits.DEFAULT, PrincipalCodec::read);
            return new VerifiedTicket(ticket, principal);
        } catch (Jws.RefusedException e) {
            throw refused(e.reason());
        } catch (MalformedJsonException | IllegalArgumentException _) {
            throw refused("its content is not understood");
        }
    }

    private static TrawlException refused(String reason) {
        return new TrawlException(ErrorCode.UNAUTHENTICATED, "the ticket is refused: " + reason);
    }
}
