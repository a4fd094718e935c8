package dev.trawl.catalog;

import java.util.List;

/// Compiles and keeps policies on behalf of an apply; the policy function's alone.
@FunctionalInterface
public interface PolicyStore {
    /// Compiles all policies, purposes and principals against the catalog that will be in force
    /// with them, and stores the result.
    ///
    /// @param resources of kinds Policy, Purpose and Principal, all of them
    /// @return the hash that names them
    /// @throws dev.trawl.protocol.TrawlException INVALID_RESOURCE with every problem and its place
    String store(List<Resource> resources, CatalogSnapshot catalog);
}
