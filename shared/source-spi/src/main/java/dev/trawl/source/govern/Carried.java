package dev.trawl.source.govern;

import dev.trawl.plan.Type;
import dev.trawl.protocol.Mask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the rows of stage 1 carry one governed column.
public sealed interface Carried {
    /// Type that the principal sees.
    Type type();

    /// The column with `shift` columns put before it.
    Carried shifted(int shift);

    /// Column `index` holds the governed value.
    record Clear(int index, Type type) implements Carried {
        @Override
        public Clear shifted(int shift) {
            return new Clear(index + shift, type);
        }
    }

    /// The value is made here, outside the source's engine: that of the first veil whose channel is
    /// not NULL, else that of column `otherwise`, else NULL. Type varchar.
    ///
    /// A row that an outer join adds has NULL in every channel, and so NULL in the column.
    record Veiled(List<Veil> veils, @Nullable Integer otherwise) implements Carried {
        public Veiled {
            veils = List.copyOf(veils);
            if (veils.isEmpty()) {
                throw new IllegalArgumentException("a veiled column has a veil");
            }
        }

        @Override
        public Type type() {
            return Type.Simple.VARCHAR;
        }

        @Override
        public Veiled shifted(int shift) {
            return new Veiled(
                    veils.stream().map(v -> new Veil(v.channel() + shift, v.mask())).toList(),
                    otherwise == null ? null : otherwise + shift);
        }
    }

    /// A mask computed in Java.
    ///
    /// @param channel column that is not NULL where the mask holds: with the value in the clear, or
    ///   with nothing of it where the mask is random
    /// @param mask what becomes of it; pass_through and bucket_number, where the engine has no
    ///   exact text of the channel's type, the text of what it holds
    record Veil(int channel, Mask mask) {
        public Veil {
            if (!isComputedHere(mask, Type.Simple.DOUBLE, Type.Simple.VARCHAR)) {
                throw new IllegalArgumentException("no veil: " + mask);
            }
        }
    }

    /// Whether engines cannot show a `raw` value under the mask as a `shown` one: the algebra has
    /// no such expression, or they have no exact text of floating numbers.
    static boolean isComputedHere(Mask mask, Type raw, Type shown) {
        return switch (mask) {
            case Mask.Hash _, Mask.Partial _, Mask.RegexReplace _, Mask.RandPattern _ -> true;
            case Mask.PassThrough _, Mask.BucketNumber _ ->
                    raw.isFloating() && shown == Type.Simple.VARCHAR;
            case Mask.Null _, Mask.Redact _, Mask.BucketDate _ -> false;
        };
    }
}
