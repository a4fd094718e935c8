package dev.trawl.policy;

import com.google.protobuf.Timestamp;
import dev.trawl.auth.Claim;
import dev.trawl.auth.Principal;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Values of the names that a condition may use.
final class ConditionNames {
    private ConditionNames() {}

    static Map<String, Object> of(PolicyRequest request, Target target) {
        Map<String, Object> names = new HashMap<>();
        Map<String, Object> principal = principal(request.principal());
        // Bare names are attributes; the declared ones below cannot be replaced by a claim.
        names.putAll(principal);
        names.put("principal", principal);
        names.put("purpose", request.purpose() == null ? "" : request.purpose());
        names.put("resource.kind", target.kind());
        names.put("resource.name", target.name());
        names.put("resource.source", target.source());
        names.put("resource.schema", target.schema());
        names.put("resource.table", target.table());
        names.put("resource.dataset", target.dataset());
        names.put("resource.owner", target.owner());
        names.put("resource.tags", target.tags().stream().sorted().toList());
        names.put("request.action", request.action().text());
        names.put(
                "request.destination", request.destination() == null ? "" : request.destination());
        names.put("request.time", timestamp(request.time().toEpochMilli()));
        // What is not known has no value, so that a condition that reads it is unknown.
        request.address().ifPresent(ip -> names.put("request.ip", ip));
        LocationSelector.country(request.principal().claims().get(LocationSelector.COUNTRY))
                .ifPresent(country -> names.put("request.location", country));
        return names;
    }

    private static Timestamp timestamp(long millis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(millis, 1000L))
                .setNanos(Math.toIntExact(Math.floorMod(millis, 1000L) * 1_000_000L))
                .build();
    }

    private static Map<String, Object> principal(Principal principal) {
        Map<String, Object> map = new HashMap<>();
        principal.claims().forEach((name, claim) -> map.put(name, value(claim)));
        map.put("id", principal.id());
        map.put("issuer", principal.issuer());
        map.put("subject", principal.subject());
        map.put("groups", principal.allGroups().stream().sorted().toList());
        map.put("purposes", principal.purposes().stream().sorted().toList());
        return map;
    }

    private static Object value(Claim claim) {
        return switch (claim) {
            case Claim.Text text -> text.value();
            case Claim.Numeric number -> number(number.value());
            case Claim.Flag flag -> flag.value();
            case Claim.Texts texts -> List.copyOf(texts.values());
        };
    }

    private static Object number(BigDecimal value) {
        try {
            return value.longValueExact();
        } catch (ArithmeticException _) {
            return value.doubleValue();
        }
    }
}
