package dev.trawl.calcite;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.FilterAggregateTransposeRule;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlAvgAggFunction;
import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.RelDecorrelator;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/// Validation, conversion and the rewrites that Calcite does for one query.
final class Preparation {
    /// Lenient in syntax, strict in meaning: names are columns before they are aliases, and what is
    /// neither grouped nor aggregated is an error.
    private static final SqlConformance CONFORMANCE =
            new SqlDelegatingConformance(SqlConformanceEnum.BABEL) {
                @Override
                public boolean isNonStrictGroupBy() {
                    return false;
                }

                @Override
                public SelectAliasLookup isSelectAlias() {
                    return SelectAliasLookup.UNSUPPORTED;
                }
            };

    /// Not below a group of all rows, which gives a row where it has none.
    private static final RelOptRule FILTER_BELOW_GROUPS =
            FilterAggregateTransposeRule.Config.DEFAULT
                    .withOperandSupplier(filter ->
                            filter.operand(Filter.class)
                                    .oneInput(aggregate ->
                                            aggregate
                                                    .operand(Aggregate.class)
                                                    .predicate(Preparation::hasKeysAlways)
                                                    .anyInputs()))
                    .as(FilterAggregateTransposeRule.Config.class)
                    .toRule();

    private static final List<RelOptRule> PUSH_DOWN =
            List.of(
                    CoreRules.FILTER_INTO_JOIN,
                    CoreRules.JOIN_CONDITION_PUSH,
                    CoreRules.JOIN_PUSH_EXPRESSIONS,
                    CoreRules.FILTER_PROJECT_TRANSPOSE,
                    FILTER_BELOW_GROUPS,
                    CoreRules.FILTER_SET_OP_TRANSPOSE,
                    CoreRules.FILTER_MERGE,
                    CoreRules.PROJECT_MERGE,
                    CoreRules.PROJECT_REMOVE,
                    CoreRules.UNION_MERGE,
                    CoreRules.INTERSECT_TO_DISTINCT,
                    CoreRules.MINUS_TO_DISTINCT);

    private final RelDataTypeFactory types = Types.factory();
    private final CalciteCatalogReader catalog;
    private final SqlValidator validator;
    private final RelOptCluster cluster;

    Preparation(CalciteSchema schema) {
        CalciteConnectionConfigImpl config =
                new CalciteConnectionConfigImpl(new Properties())
                        .set(CalciteConnectionProperty.CASE_SENSITIVE, "false");
        this.catalog = new CalciteCatalogReader(schema, List.of(), types, config);
        this.validator =
                SqlValidatorUtil.newValidator(
                        Operators.TABLE,
                        catalog,
                        types,
                        SqlValidator.Config.DEFAULT
                                .withConformance(CONFORMANCE)
                                .withDefaultNullCollation(NullCollation.HIGH)
                                .withIdentifierExpansion(true)
                                .withTypeCoercionFactory(TextStaysText::new));
        HepPlanner planner = new HepPlanner(new HepProgramBuilder().build());
        this.cluster = RelOptCluster.create(planner, new LowerCaseBooleans(types));
        cluster.setMetadataQuerySupplier(Figures::new);
    }

    RexBuilder rexBuilder() {
        return cluster.getRexBuilder();
    }

    /// The rewritten query, its output names, and the order that its result has.
    RelRoot prepare(SqlNode query) {
        QuotedNames names = new QuotedNames(query);
        RelRoot root = converted(query, names::check);
        return root.withRel(optimised(root.rel));
    }

    /// The query as it is written.
    RelNode convert(SqlNode query) {
        return converted(query, _ -> {}).rel;
    }

    private RelRoot converted(SqlNode query, Consumer<SqlNode> check) {
        try {
            SqlNode valid = validator.validate(query);
            check.accept(valid);
            SoughtValues.markPerhapsNull(valid, validator);
            return converted(valid);
        } catch (CalciteContextException e) {
            throw Errors.of(e);
        } catch (AssertionError e) {
            throw Recursions.otherTypes(e);
        } catch (UnsupportedOperationException e) {
            // What Calcite has not implemented.
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "a function or its arguments in this form are not supported",
                    e);
        }
    }

    /// Projections stay as they are written: merged, what a subquery in one of them names would be
    /// looked for in the other's input, and a window function would come to stand in the subquery.
    private RelRoot converted(SqlNode valid) {
        SqlToRelConverter.Config config =
                SqlToRelConverter.config()
                        .withExpand(false)
                        .withTrimUnusedFields(false)
                        .withInSubQueryThreshold(Integer.MAX_VALUE)
                        .withRelBuilderConfigTransform(b -> b.withBloat(-1));
        return converter(config).convertQuery(valid, false, true);
    }

    private SqlToRelConverter converter(SqlToRelConverter.Config config) {
        return new SqlToRelConverter(
                (type, sql, path, view) -> {
                    throw new IllegalStateException("views are expanded before");
                },
                validator,
                catalog,
                cluster,
                Preparation::convertlet,
                config);
    }

    /// An average stays one, as do its kin: Calcite would write sums and counts in their types.
    private static @Nullable SqlRexConvertlet convertlet(SqlCall call) {
        if (call.getKind() == SqlKind.LEAST_PG || call.getKind() == SqlKind.GREATEST_PG) {
            return Preparation::extreme;
        }
        return call.getOperator() instanceof SqlAvgAggFunction
                ? (context, average) ->
                        context.getRexBuilder()
                                .makeCall(
                                        context.getValidator().getValidatedNodeType(average),
                                        average.getOperator(),
                                        average.getOperandList().stream()
                                                .map(context::convertExpression)
                                                .toList())
                : StandardConvertletTable.INSTANCE.get(call);
    }

    /// What an aggregate with FILTER is ordered by has no type yet.
    private static RexNode extreme(SqlRexContext context, SqlCall call) {
        if (context.getValidator().getValidatedNodeTypeIfKnown(call) == null) {
            List<RelDataType> types =
                    call.getOperandList().stream()
                            .map(o -> context.convertExpression(o).getType())
                            .toList();
            RelDataType type = context.getTypeFactory().leastRestrictive(types);
            if (type == null) {
                throw Errors.notSupported("an order by operands of different types");
            }
            context.getValidator()
                    .setValidatedNodeType(
                            call, context.getTypeFactory().createTypeWithNullability(type, true));
        }
        return Objects.requireNonNull(StandardConvertletTable.INSTANCE.get(call))
                .convertCall(context, call);
    }

    private static boolean hasKeysAlways(Aggregate aggregate) {
        return aggregate.getGroupSets().stream().noneMatch(ImmutableBitSet::isEmpty);
    }

    private RelNode optimised(RelNode rel) {
        RelNode flat = Subqueries.remove(new ConstantSides(cluster.getRexBuilder()).hide(rel));
        CorrelatedWindows.refuse(flat);
        RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(cluster, catalog);
        RelNode checked = new ScalarSubqueries(builder).rewrite(flat);
        RelNode plain = independent(checked, builder);
        RelNode pushed = run(PUSH_DOWN, plain);
        RelNode trimmed = new RelFieldTrimmer(null, builder).trim(pushed);
        return run(PUSH_DOWN, trimmed);
    }

    private RelNode independent(RelNode rel, RelBuilder builder) {
        RelNode grouped = new PlainGroups(cluster.getRexBuilder()).rewrite(rel);
        try {
            return FreeCorrelates.joined(
                    RelDecorrelator.decorrelateQuery(grouped, builder), builder);
        } catch (AssertionError | NullPointerException e) {
            // Calcite asserts what it cannot take apart, or meets it as null.
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "a subquery that depends on the outer query in such a way is not supported",
                    e);
        }
    }

    private static RelNode run(List<RelOptRule> rules, RelNode rel) {
        HepProgram program =
                new HepProgramBuilder()
                        .addMatchOrder(HepMatchOrder.BOTTOM_UP)
                        .addRuleCollection(rules)
                        .build();
        HepPlanner planner = new HepPlanner(program);
        planner.setRoot(rel);
        return planner.findBestExp();
    }
}
