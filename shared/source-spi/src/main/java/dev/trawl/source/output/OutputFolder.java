package dev.trawl.source.output;

import dev.trawl.arrow.PartWriter;
import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;

/// Where the parts of one fragment, split and grant go. Equal work has an equal folder, other work
/// another.
///
/// @param bucket of the grant's write prefix
/// @param key prefix of every object, with a slash at its end
public record OutputFolder(String bucket, String key) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int HASH_DIGITS = 32;

    /// @throws TrawlException GRANT_EXCEEDED for a fragment id that could leave the prefix
    public static OutputFolder of(SourceRequest.Execute request, Grant grant) {
        if (!NAME.matcher(request.fragmentId()).matches()) {
            throw new TrawlException(
                    ErrorCode.GRANT_EXCEEDED,
                    "a fragment id has 1 to 64 letters, digits, _ and -; nothing was read");
        }
        int slash = grant.writePrefix().indexOf('/');
        if (slash < 1 || grant.writePrefix().contains("..")) {
            throw new TrawlException(
                    ErrorCode.GRANT_INVALID, "the grant's write prefix is not bucket/prefix");
        }
        String prefix = grant.writePrefix().substring(slash + 1);
        return new OutputFolder(
                grant.writePrefix().substring(0, slash),
                "%s%sf%s-%s/"
                        .formatted(
                                prefix,
                                prefix.isEmpty() || prefix.endsWith("/") ? "" : "/",
                                request.fragmentId(),
                                hash(request, grant)));
    }

    public String completion() {
        return key + "completion.json";
    }

    /// Parts of different attempts never overwrite each other.
    public String part(String attempt, int number) {
        return "%s%s/part-%05d.arrow".formatted(key, attempt, number);
    }

    private static String hash(SourceRequest.Execute request, Grant grant) {
        String text =
                JsonWriter.write(out ->
                        out.object(o -> {
                            PlanCodec.write(o.field("fragment"), request.fragment());
                            o.field("split").stringOrNull(request.split());
                            GrantCodec.write(o.field("grant"), withoutIdsAndTimes(grant));
                        }));
        return PartWriter.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
    }

    private static Grant withoutIdsAndTimes(Grant grant) {
        return new Grant(
                "-",
                grant.audience(),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1),
                grant.queryId(),
                grant.principal(),
                grant.purpose(),
                grant.action(),
                grant.writePrefix(),
                grant.destination(),
                grant.catalogHash(),
                grant.policyEpoch(),
                grant.relations());
    }
}
