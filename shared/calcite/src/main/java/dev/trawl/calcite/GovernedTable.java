package dev.trawl.calcite;

import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.impl.AbstractTable;

/// A visible table as Calcite sees it: governed columns, nothing else.
final class GovernedTable extends AbstractTable {
    private final TableName name;
    private final List<Field> fields;
    private final double rows;

    GovernedTable(TableName name, List<Field> fields, double rows) {
        this.name = name;
        this.fields = List.copyOf(fields);
        this.rows = rows;
    }

    TableName name() {
        return name;
    }

    List<Field> fields() {
        return fields;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
        RelDataTypeFactory.Builder row = factory.builder();
        fields.forEach(f -> row.add(f.name(), Types.toCalcite(f.type(), factory)));
        return row.build();
    }

    @Override
    public Statistic getStatistic() {
        return Statistics.of(rows, List.of());
    }
}
