package dev.trawl.source.govern;

import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.TrawlException;
import java.util.List;

/// Refuses fragments that ask for more than their grant shows.
///
/// The query function plans only over what the grant shows; a fragment that fails here is a bug
/// there, or an attack.
public final class FragmentCheck {
    private FragmentCheck() {}

    /// @throws TrawlException GRANT_EXCEEDED
    public static void check(Relation fragment, Grant grant) {
        switch (fragment) {
            case Relation.Scan scan -> check(scan, grant);
            case Relation.Received _ ->
                    throw exceeded("a fragment for a source receives no other fragment's rows");
            case Relation.Recursion _, Relation.Previous _ ->
                    throw exceeded("a fragment for a source holds no recursion");
            case Relation.Values _,
                    Relation.Filter _,
                    Relation.Project _,
                    Relation.Join _,
                    Relation.Aggregate _,
                    Relation.Sort _,
                    Relation.Window _,
                    Relation.Limit _,
                    Relation.Union _ ->
                    fragment.inputs().forEach(input -> check(input, grant));
        }
    }

    private static void check(Relation.Scan scan, Grant grant) {
        GrantedRelation granted =
                grant.relation(scan.table())
                        .orElseThrow(() -> exceeded("the grant does not show " + scan.table()));
        List<Field> shown = granted.governedFields();
        for (Field field : scan.fields()) {
            if (!shown.contains(field)) {
                throw exceeded(
                        "the grant does not show column '%s' of %s as %s"
                                .formatted(field.name(), scan.table(), field.type().text()));
            }
        }
    }

    private static TrawlException exceeded(String what) {
        return new TrawlException(ErrorCode.GRANT_EXCEEDED, what + "; nothing was read");
    }
}
