package dev.trawl.policy;

import dev.trawl.auth.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// From where requests come that a rule is about. What is given must all be true; what is not known
/// is unknown.
///
/// @param networks one of which has the address that the gateway saw; empty for every address
/// @param countries one of which the token names; in capitals, empty for every country
public record LocationSelector(List<Network> networks, Set<String> countries) {
    public static final LocationSelector ANYWHERE = new LocationSelector(List.of(), Set.of());

    /// The claim that names the country, by ISO 3166.
    static final String COUNTRY = "country";

    public LocationSelector {
        networks = List.copyOf(networks);
        countries = Set.copyOf(countries);
    }

    boolean isAnywhere() {
        return networks.isEmpty() && countries.isEmpty();
    }

    Verdict verdict(PolicyRequest request) {
        Verdict network = network(request);
        Verdict country = country(request);
        if (network == Verdict.FALSE || country == Verdict.FALSE) {
            return Verdict.FALSE;
        }
        return network == Verdict.UNKNOWN || country == Verdict.UNKNOWN
                ? Verdict.UNKNOWN
                : Verdict.TRUE;
    }

    private Verdict network(PolicyRequest request) {
        if (networks.isEmpty()) {
            return Verdict.TRUE;
        }
        return request.address()
                .map(ip -> verdict(networks.stream().anyMatch(n -> n.contains(ip))))
                .orElse(Verdict.UNKNOWN);
    }

    private Verdict country(PolicyRequest request) {
        if (countries.isEmpty()) {
            return Verdict.TRUE;
        }
        return country(request.principal().claims().get(COUNTRY))
                .map(c -> verdict(countries.contains(c)))
                .orElse(Verdict.UNKNOWN);
    }

    static Optional<String> country(@org.jspecify.annotations.Nullable Claim claim) {
        return claim instanceof Claim.Text(String text)
                ? Optional.of(text.toUpperCase(Locale.ROOT))
                : Optional.empty();
    }

    private static Verdict verdict(boolean holds) {
        return holds ? Verdict.TRUE : Verdict.FALSE;
    }

    String describe() {
        List<String> parts = new ArrayList<>();
        if (!networks.isEmpty()) {
            parts.add(
                    "the networks "
                            + networks.stream()
                                    .map(Network::toString)
                                    .collect(Collectors.joining(" or ")));
        }
        if (!countries.isEmpty()) {
            parts.add(
                    "the countries "
                            + countries.stream().sorted().collect(Collectors.joining(" or ")));
        }
        return String.join(" and ", parts);
    }
}
