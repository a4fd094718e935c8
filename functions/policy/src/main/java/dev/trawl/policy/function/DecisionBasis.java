package dev.trawl.policy.function;

import dev.trawl.auth.Claim;
import dev.trawl.auth.Principal;
import dev.trawl.auth.PrincipalCodec;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.policy.PolicySet;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a decision depended on: enough to decide again under other policies. Its text is the same
/// for all queries that depend on the same, at any time. Of the token it has groups and purposes,
/// and of its claims only those that the policies in force may have read; of the others the names.
///
/// @param principal with the claims that are kept
/// @param leftOut names of claims that the token had and the record has not
/// @param isCut whether the token had more groups, purposes or claims than are kept
/// @param ip as the gateway saw it, if it is kept and was known
/// @param keepsAddress whether the policies in force may have read the address, so that it is kept
/// @param policies hash of those in force
record DecisionBasis(
        Instant time,
        Principal principal,
        List<String> leftOut,
        boolean isCut,
        @Nullable String purpose,
        Action action,
        @Nullable String destination,
        @Nullable String ip,
        boolean keepsAddress,
        String policies,
        List<TableName> tables) {
    private static final int VERSION = 2;

    /// Of texts that were of one query.
    private static final int OF_A_QUERY = 1;

    private static final int MEMBERS_MAX = 200;
    private static final int VALUE_MAX = 1_000;
    private static final JsonLimits LIMITS = new JsonLimits(20, 4L * 1024 * 1024);

    DecisionBasis {
        leftOut = List.copyOf(leftOut);
        tables = List.copyOf(tables);
    }

    static DecisionBasis of(
            DecisionRequest request,
            Identity identity,
            PolicySet policies,
            Head head,
            Instant now) {
        Principal all = identity.principal();
        Map<String, Claim> kept =
                all.claims().entrySet().stream()
                        .filter(e ->
                                policies.mayRead(e.getKey()) && length(e.getValue()) <= VALUE_MAX)
                        .sorted(Map.Entry.comparingByKey())
                        .limit(MEMBERS_MAX)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<String> leftOut =
                all.claims().keySet().stream().filter(c -> !kept.containsKey(c)).sorted().toList();
        boolean isCut =
                Stream.of(all.groups(), all.purposes(), leftOut)
                        .anyMatch(members -> members.size() > MEMBERS_MAX);
        Principal principal =
                new Principal(
                        all.issuer(),
                        all.subject(),
                        all.groups().stream()
                                .sorted()
                                .limit(MEMBERS_MAX)
                                .collect(Collectors.toSet()),
                        kept,
                        all.purposes().stream()
                                .sorted()
                                .limit(MEMBERS_MAX)
                                .collect(Collectors.toSet()),
                        Instant.EPOCH);
        return new DecisionBasis(
                now,
                principal,
                leftOut.stream().limit(MEMBERS_MAX).toList(),
                isCut,
                identity.purpose(),
                request.action(),
                request.destination(),
                policies.mayReadAddress() ? identity.ip() : null,
                policies.mayReadAddress(),
                head.policyHash(),
                request.tables());
    }

    private static int length(Claim claim) {
        return switch (claim) {
            case Claim.Text text -> text.value().length();
            case Claim.Numeric _, Claim.Flag _ -> 1;
            case Claim.Texts texts -> texts.values().stream().mapToInt(String::length).sum();
        };
    }

    /// Why other policies cannot be tried on it; absent if they can.
    Optional<String> undecidable(PolicySet policies) {
        if (isCut) {
            return Optional.of("the token had more groups or claims than the record keeps");
        }
        if (!keepsAddress && policies.mayReadAddress()) {
            return Optional.of(
                    "the policies read the caller's address, which was not recorded: no policy in"
                            + " force read it then");
        }
        return leftOut.stream()
                .filter(policies::mayRead)
                .findFirst()
                .map(
                        ("the policies read the claim '%s', which was not recorded: no policy in force"
                                        + " read it then")
                                ::formatted);
    }

    String toJson() {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("v").integer(VERSION);
                    PrincipalCodec.write(o.field("principal"), principal);
                    o.field("leftOut").list(leftOut, JsonWriter::string);
                    o.field("cut").bool(isCut);
                    o.field("purpose").stringOrNull(purpose);
                    o.field("action").string(action.text());
                    o.field("destination").stringOrNull(destination);
                    o.field("ip").stringOrNull(ip);
                    o.field("keepsAddress").bool(keepsAddress);
                    o.field("policies").string(policies);
                    o.field("tables").list(tables, (w, t) -> w.string(t.toString()));
                }));
    }

    /// @param time of the decision
    /// @throws TrawlException STORE_UNAVAILABLE if the text is no such record
    static DecisionBasis parse(String json, Instant time) {
        try {
            return JsonReader.read(json, LIMITS, in -> read(in, time));
        } catch (MalformedJsonException | IllegalArgumentException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "the record of a decision cannot be read", e);
        }
    }

    private static DecisionBasis read(JsonReader in, Instant time) {
        in.beginObject();
        switch (in.field("v").integer32()) {
            case VERSION -> {}
            case OF_A_QUERY -> {
                in.field("query").string();
                in.field("time").integer();
            }
            default -> throw in.malformed("the version is not known");
        }
        DecisionBasis basis =
                new DecisionBasis(
                        time,
                        PrincipalCodec.read(in.field("principal")),
                        in.field("leftOut").list(JsonReader::string),
                        in.field("cut").bool(),
                        in.field("purpose").stringOrNull(),
                        action(in.field("action").string()),
                        in.field("destination").stringOrNull(),
                        in.field("ip").stringOrNull(),
                        in.field("keepsAddress").bool(),
                        in.field("policies").string(),
                        in.field("tables").list(r -> TableName.parse(r.string())));
        in.endObject();
        return basis;
    }

    private static Action action(String text) {
        return Stream.of(Action.values())
                .filter(a -> a.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no action " + text));
    }
}
