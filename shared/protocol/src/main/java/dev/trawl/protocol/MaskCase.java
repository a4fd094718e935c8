package dev.trawl.protocol;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import org.jspecify.annotations.Nullable;

/// A mask and the rows it holds for.
///
/// @param when over the relation's inputs, in the clear; NULL counts as true, so that a mask is not
///   lost to missing data; absent for every row
public record MaskCase(@Nullable Expr when, Mask mask) {
    public MaskCase {
        if (when != null && when.type() != Type.Simple.BOOLEAN) {
            throw new IllegalArgumentException("a mask's condition is boolean");
        }
    }
}
