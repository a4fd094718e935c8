package dev.trawl.protocol;

import dev.trawl.plan.Type;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A column that a grant shows.
///
/// @param name as the principal sees it
/// @param input index into {@link GrantedRelation#inputs()}
/// @param masks the first case that holds for a row applies; where none does, the value is shown
public record GrantedColumn(String name, int input, List<MaskCase> masks) {
    public GrantedColumn {
        masks = List.copyOf(masks);
    }

    /// Type that the principal sees, for an input of type `raw`: the common type of all masks and,
    /// unless one of them holds for every row, of the value itself; where they differ, varchar.
    public Type governedType(Type raw) {
        boolean always = masks.stream().anyMatch(m -> m.when() == null);
        Set<Type> types =
                Stream.concat(
                                masks.stream().map(m -> Mask.resultType(m.mask(), raw)),
                                always ? Stream.empty() : Stream.of(raw))
                        .collect(Collectors.toUnmodifiableSet());
        return types.size() == 1 ? types.iterator().next() : Type.Simple.VARCHAR;
    }
}
