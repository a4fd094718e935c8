package dev.trawl.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Compiles and evaluates CEL. Thread-safe; programs are kept.
///
/// Names: `principal` (a map: id, issuer, subject, groups, purposes and every claim), `purpose`,
/// `resource.kind/name/source/schema/table/dataset/owner/tags`,
/// `request.action/destination/time/ip/location`; and the function `in_network(ip, network)`.
final class Conditions {
    private static final int ITERATIONS_MAX = 1000;
    private static final int DEPTH_MAX = 50;
    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .maxExpressionCodePointSize(Condition.CHARACTERS_MAX)
                    .maxParseRecursionDepth(DEPTH_MAX)
                    .comprehensionMaxIterations(ITERATIONS_MAX)
                    .enableTimestampEpoch(true)
                    .enableHeterogeneousNumericComparisons(true)
                    .build();
    private static final Set<String> DECLARED =
            Set.of(
                    "principal",
                    "purpose",
                    "resource",
                    "request",
                    "int",
                    "uint",
                    "double",
                    "bool",
                    "string",
                    "bytes",
                    "list",
                    "map",
                    "type",
                    "null_type");

    private static final String IN_NETWORK = "in_network_string_string";

    private static final CelCompiler COMPILER = builder().build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder()
                    .setOptions(OPTIONS)
                    .addFunctionBindings(
                            CelFunctionBinding.from(
                                    IN_NETWORK,
                                    String.class,
                                    String.class,
                                    (ip, network) -> Network.parse(network).contains(ip)))
                    .build();

    private final Map<Condition, CelRuntime.Program> programs = new ConcurrentHashMap<>();

    /// What is wrong with the condition; nothing if it compiles.
    Optional<String> problem(Condition condition) {
        try {
            program(condition);
            return Optional.empty();
        } catch (CelValidationException | CelEvaluationException e) {
            return Optional.of(String.valueOf(e.getMessage()).strip());
        }
    }

    /// @param names values of {@link ConditionNames}
    Verdict evaluate(Condition condition, Map<String, Object> names) {
        try {
            Object value = program(condition).eval(names);
            return switch (value) {
                case Boolean b -> b ? Verdict.TRUE : Verdict.FALSE;
                default -> Verdict.UNKNOWN;
            };
        } catch (CelValidationException | CelEvaluationException | RuntimeException _) {
            return Verdict.UNKNOWN;
        }
    }

    private CelRuntime.Program program(Condition condition)
            throws CelValidationException, CelEvaluationException {
        CelRuntime.Program known = programs.get(condition);
        if (known != null) {
            return known;
        }
        CelRuntime.Program program = RUNTIME.createProgram(check(condition));
        programs.put(condition, program);
        return program;
    }

    private static CelAbstractSyntaxTree check(Condition condition) throws CelValidationException {
        CelAbstractSyntaxTree parsed = COMPILER.parse(condition.text()).getAst();
        return switch (condition.names()) {
            case DECLARED -> COMPILER.check(parsed).getAst();
            case ATTRIBUTES -> {
                CelCompilerBuilder builder = builder();
                bareNames(parsed).forEach(name -> builder.addVar(name, SimpleType.DYN));
                yield builder.build().check(parsed).getAst();
            }
        };
    }

    private static Set<String> bareNames(CelAbstractSyntaxTree ast) {
        return CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT)
                .map(node -> node.expr().ident().name())
                .filter(name -> !DECLARED.contains(name))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static CelCompilerBuilder builder() {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(SimpleType.BOOL)
                .addVar("principal", MapType.create(SimpleType.STRING, SimpleType.DYN))
                .addVar("purpose", SimpleType.STRING)
                .addVar("resource.kind", SimpleType.STRING)
                .addVar("resource.name", SimpleType.STRING)
                .addVar("resource.source", SimpleType.STRING)
                .addVar("resource.schema", SimpleType.STRING)
                .addVar("resource.table", SimpleType.STRING)
                .addVar("resource.dataset", SimpleType.STRING)
                .addVar("resource.owner", SimpleType.STRING)
                .addVar("resource.tags", ListType.create(SimpleType.STRING))
                .addVar("request.action", SimpleType.STRING)
                .addVar("request.destination", SimpleType.STRING)
                .addVar("request.time", SimpleType.TIMESTAMP)
                .addVar("request.ip", SimpleType.STRING)
                .addVar("request.location", SimpleType.STRING)
                .addFunctionDeclarations(
                        CelFunctionDecl.newFunctionDeclaration(
                                "in_network",
                                CelOverloadDecl.newGlobalOverload(
                                        IN_NETWORK,
                                        SimpleType.BOOL,
                                        SimpleType.STRING,
                                        SimpleType.STRING)));
    }
}
