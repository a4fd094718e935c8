package dev.trawl.policy.function;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.policy.PolicySet;

/// Policies, catalog and epoch that one decision is made by.
record InForce(Head head, PolicySet policies, CatalogSnapshot catalog) {}
