package dev.trawl.auth;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantCodec;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Verifies grants inside the one source function that they are for. Thread-safe.
public final class GrantVerifier {
    private final TrustedRoots roots;
    private final String audience;
    private final EpochFloor epochFloor;
    private final GrantLimits limits;
    private final Clock clock;

    /// @param audience name of the source
    public GrantVerifier(
            TrustedRoots roots,
            String audience,
            EpochFloor epochFloor,
            GrantLimits limits,
            Clock clock) {
        this.roots = roots;
        this.audience = audience;
        this.epochFloor = epochFloor;
        this.limits = limits;
        this.clock = clock;
    }

    /// @throws TrawlException GRANT_INVALID, with a reason that quotes nothing of the grant
    public Grant verify(String compact) {
        try {
            Instant now = clock.instant();
            SignedClaims claims =
                    SignedClaims.verify(
                            compact, Jws.GRANT, limits.grantCharactersMax(), roots, now);
            Grant grant = JsonReader.read(claims.payload(), JsonLimits.DEFAULT, GrantCodec::read);
            checkTime(grant, now);
            if (!grant.audience().equals(audience)) {
                throw new Jws.RefusedException("it is for another source");
            }
            checkEpoch(grant);
            return grant;
        } catch (Jws.RefusedException e) {
            throw refused(e.reason());
        } catch (MalformedJsonException | IllegalArgumentException _) {
            throw refused("its content is not understood");
        }
    }

    private void checkTime(Grant grant, Instant now) {
        if (grant.issuedAt().isAfter(now.plus(limits.clockSkew()))) {
            throw new Jws.RefusedException("it was issued in the future");
        }
        if (!now.isBefore(grant.expiresAt().plus(limits.clockSkew()))) {
            throw new Jws.RefusedException("it has expired");
        }
        if (grant.expiresAt().isAfter(grant.issuedAt().plus(limits.grantLifeMax()))) {
            throw new Jws.RefusedException("it lives longer than any grant may");
        }
    }

    private void checkEpoch(Grant grant) {
        long floor;
        try {
            floor = epochFloor.load();
        } catch (TrawlException e) {
            // With its cause, for the log: a store that cannot be read looks like a bad grant else.
            throw refused("whether it was revoked cannot be checked", e);
        }
        if (grant.policyEpoch() < floor) {
            throw new Jws.RefusedException("it was revoked");
        }
    }

    private static TrawlException refused(String reason) {
        return refused(reason, null);
    }

    private static TrawlException refused(String reason, @Nullable TrawlException cause) {
        return new TrawlException(
                ErrorCode.GRANT_INVALID, "the grant is refused: " + reason, null, cause);
    }
}
