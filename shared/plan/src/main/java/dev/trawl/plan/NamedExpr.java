package dev.trawl.plan;

/// An output column of a projection.
public record NamedExpr(String name, Expr expr) {}
