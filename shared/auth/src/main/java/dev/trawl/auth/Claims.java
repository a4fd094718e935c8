package dev.trawl.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// From verified claims to a principal.
final class Claims {
    private static final Set<String> REGISTERED =
            Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti");

    private Claims() {}

    static Principal principal(JWTClaimsSet claims, Issuer issuer) {
        Map<String, Claim> attributes = new HashMap<>();
        claims.getClaims()
                .forEach((name, value) -> {
                    if (!REGISTERED.contains(name)
                            && !name.equals(issuer.groupsClaim())
                            && !name.equals(issuer.purposesClaim())) {
                        claim(value).ifPresent(c -> attributes.put(name, c));
                    }
                });
        return new Principal(
                issuer.issuer(),
                claims.getSubject(),
                texts(claims.getClaim(issuer.groupsClaim())),
                attributes,
                texts(claims.getClaim(issuer.purposesClaim())),
                claims.getExpirationTime().toInstant());
    }

    /// A list of texts, or one text with blanks between, as scopes have it.
    private static Set<String> texts(@Nullable Object claim) {
        return switch (claim) {
            case String text ->
                    Arrays.stream(text.split(" ", -1))
                            .filter(part -> !part.isEmpty())
                            .collect(Collectors.toUnmodifiableSet());
            case Collection<?> list ->
                    list.stream()
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .collect(Collectors.toUnmodifiableSet());
            case null, default -> Set.of();
        };
    }

    private static Optional<Claim> claim(@Nullable Object value) {
        return switch (value) {
            case String text -> Optional.of(new Claim.Text(text));
            case Boolean flag -> Optional.of(new Claim.Flag(flag));
            case Number number -> number(number);
            case List<?> list -> list(list);
            case null, default -> Optional.empty();
        };
    }

    private static Optional<Claim> number(Number number) {
        try {
            return Optional.of(new Claim.Numeric(new BigDecimal(number.toString())));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<Claim> list(List<?> values) {
        return values.stream().allMatch(String.class::isInstance)
                ? Optional.of(new Claim.Texts(values.stream().map(String.class::cast).toList()))
                : Optional.empty();
    }
}
