package dev.trawl.source.objects.read;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Relation;
import dev.trawl.source.objects.prune.InLists;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.source.objects.table.TableLayout;
import java.util.List;

/// One scan and the files that may hold rows for it.
///
/// @param lists of the predicates
public record ScanPlan(
        Relation.Scan scan,
        TableLayout layout,
        List<Expr> predicates,
        InLists lists,
        List<Candidate> files) {
    public ScanPlan {
        predicates = List.copyOf(predicates);
        files = List.copyOf(files);
    }

    /// The same over other files.
    ScanPlan of(List<Candidate> others) {
        return new ScanPlan(scan, layout, predicates, lists, others);
    }

    /// @param rowGroups by number; empty for all
    public record Candidate(DataFile file, List<Integer> rowGroups) {
        public Candidate {
            rowGroups = List.copyOf(rowGroups);
        }
    }
}
