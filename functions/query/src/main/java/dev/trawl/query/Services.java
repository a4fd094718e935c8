package dev.trawl.query;

import dev.trawl.audit.AuditLog;
import dev.trawl.query.authorize.Authorizer;
import dev.trawl.query.authorize.PolicyClient;
import dev.trawl.query.deliver.Deliverer;
import dev.trawl.query.execute.SourceCalls;
import dev.trawl.query.openlineage.OpenLineage;
import dev.trawl.query.record.Endings;
import dev.trawl.query.record.Places;
import dev.trawl.query.record.QueryStates;
import dev.trawl.query.split.Splitter;
import java.time.Clock;

/// What the services of this program share.
record Services(
        QueryLimits limits,
        Clock clock,
        PolicyClient policy,
        Authorizer authorizer,
        Splitter splitter,
        SourceCalls sources,
        Deliverer deliverer,
        QueryStates states,
        Places places,
        AuditLog audit,
        Endings endings,
        OpenLineage lineage,
        Runner runner) {}
