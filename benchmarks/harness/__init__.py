"""The benchmark of Trawl beside its peers: one layout of stores, one client measure, checked answers."""
