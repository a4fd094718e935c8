package dev.trawl.source.kit;

import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import java.util.List;

/// Where the kit's requests are answered: a service in this process, or a deployed function.
public interface KitSite {
    /// A grant to read these relations as policy would write it here, for a query of its own.
    Grant grant(List<GrantedRelation> relations);

    /// What the site takes as the signed grant.
    String sign(Grant grant);

    /// @throws dev.trawl.protocol.TrawlException what the source refuses
    SourceAnswer answer(SourceRequest request);

    /// The bytes of a part of an answer.
    byte[] load(SourceAnswer.Part part);

    /// How many records of fragments the source has written.
    int fragmentsRecorded();

    /// Raises the flag that ends a query.
    void cancel(String queryId);
}
