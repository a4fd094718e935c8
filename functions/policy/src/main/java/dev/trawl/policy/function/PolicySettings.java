package dev.trawl.policy.function;

import dev.trawl.auth.Issuer;
import dev.trawl.auth.Issuers;
import dev.trawl.auth.VerifierSettings;
import dev.trawl.lambda.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Settings of the policy function.
///
/// @param trustedRoots public halves of the signing key, as a JWKS, by which tickets are verified
/// @param administrators `issuer|subject`, who may do everything to resources; the first of them
/// @param stewards `issuer|subject`, who may make changes that lower protection; the
///   administrators, unless others are named
/// @param grantLife from signature to expiry
/// @param ticketLife for how long work may ask again after the caller's token expired
/// @param certificateLife of the key that signs, certified by the signing key
/// @param headFresh for so long policies and epoch are used without asking whether they changed
/// @param policiesStale for so long they are used while that cannot be asked; then all is denied
/// @param decisionsFresh for so long an equal request gets the same decision
/// @param tablesMax of one request
public record PolicySettings(
        String stateTable,
        String stateBucket,
        String signingKeyId,
        String trustedRoots,
        List<Issuer> issuers,
        Set<String> administrators,
        Set<String> stewards,
        Duration grantLife,
        Duration ticketLife,
        Duration certificateLife,
        Duration clockSkew,
        Duration headFresh,
        Duration policiesStale,
        Duration decisionsFresh,
        int tablesMax) {
    public PolicySettings {
        issuers = List.copyOf(issuers);
        administrators = Set.copyOf(administrators);
        stewards = stewards.isEmpty() ? administrators : Set.copyOf(stewards);
    }

    public static PolicySettings of(Settings settings) {
        return new PolicySettings(
                settings.text("TRAWL_STATE_TABLE"),
                settings.text("TRAWL_STATE_BUCKET"),
                settings.text("TRAWL_SIGNING_KEY_ID"),
                settings.text("TRAWL_TRUSTED_ROOTS"),
                Issuers.parse(settings.text("TRAWL_ISSUERS")),
                Set.copyOf(settings.list("TRAWL_ADMINISTRATORS")),
                Set.copyOf(settings.list("TRAWL_STEWARDS")),
                settings.duration(
                        "TRAWL_GRANT_LIFE",
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10)),
                settings.duration(
                        "TRAWL_TICKET_LIFE",
                        Duration.ofHours(1),
                        Duration.ofMinutes(5),
                        Duration.ofHours(2)),
                settings.duration(
                        "TRAWL_CERTIFICATE_LIFE",
                        Duration.ofHours(12),
                        Duration.ofHours(8),
                        Duration.ofHours(24)),
                settings.duration(
                        "TRAWL_CLOCK_SKEW",
                        Duration.ofSeconds(10),
                        Duration.ZERO,
                        Duration.ofMinutes(2)),
                settings.duration(
                        "TRAWL_HEAD_FRESH",
                        Duration.ofSeconds(2),
                        Duration.ZERO,
                        Duration.ofSeconds(30)),
                settings.duration(
                        "TRAWL_POLICIES_STALE",
                        Duration.ofMinutes(5),
                        Duration.ZERO,
                        Duration.ofHours(1)),
                settings.duration(
                        "TRAWL_DECISIONS_FRESH",
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        Duration.ofSeconds(60)),
                settings.integer("TRAWL_DECISION_TABLES_MAX", 200, 1, 1000));
    }

    /// Limits of token verification, with this function's skew.
    VerifierSettings verifying() {
        VerifierSettings standard = VerifierSettings.DEFAULT;
        return new VerifierSettings(
                clockSkew,
                standard.tokenCharactersMax(),
                standard.keysFresh(),
                standard.keysOutage(),
                standard.refetchInterval(),
                standard.connectTimeout(),
                standard.readTimeout(),
                standard.keysBytesMax());
    }
}
