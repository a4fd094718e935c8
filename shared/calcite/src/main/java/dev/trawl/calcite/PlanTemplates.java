package dev.trawl.calcite;

import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Plans texts once that differ only in constants which are compared with columns, and in values of
/// parameters that stand there.
///
/// The key of a template is all that its plan is made from but those values: the rest of the text,
/// other parameters, the governed columns of the tables, estimates, views; and of the values what
/// planning may look at, their types and their order among all constants. A template is learned
/// from two fresh plans: those of a request and of one like it with other values. Whatever differs
/// between them in more than these values has no template. Texts that ask for the time are not for
/// this. Thread-safe.
public final class PlanTemplates {
    private final SqlShapes shapes;
    private final Function<PlanRequest, Relation> planner;
    private final Map<Key, State> states;

    /// @param planner that plans anew
    public PlanTemplates(
            SqlShapes shapes, Function<PlanRequest, Relation> planner, int entriesMax) {
        this.shapes = shapes;
        this.planner = planner;
        this.states = LastUsed.map(entriesMax);
    }

    private record Key(
            String skeleton,
            List<Object> positional,
            Map<String, Object> named,
            List<String> forms,
            List<Integer> ranks,
            Map<TableName, List<Field>> tables,
            Map<TableName, String> views,
            Map<TableName, Long> rowCounts) {}

    private sealed interface State {
        /// Planned once; whether others like it come is not known.
        record Seen() implements State {}

        record Kept(PlanTemplate template) implements State {}

        /// Constants decide what this plan is.
        record Without() implements State {}
    }

    /// The plan from a template, if there is one for such requests.
    public Optional<Relation> known(PlanRequest request) {
        return slots(request)
                .flatMap(s ->
                        state(s.key()) instanceof State.Kept(PlanTemplate template)
                                ? template.with(s.values())
                                : Optional.empty());
    }

    /// Learns from a request that was planned anew.
    public void learn(PlanRequest request, Relation plan) {
        slots(request)
                .ifPresent(slots -> {
                    switch (state(slots.key())) {
                        case null -> put(slots.key(), new State.Seen());
                        case State.Seen _ -> learn(slots, plan);
                        case State.Kept _, State.Without _ -> {}
                    }
                });
    }

    private void learn(Slots slots, Relation plan) {
        Optional<List<SlotValue>> others = ConstantOrder.others(slots.values(), slots.anchors());
        if (others.isPresent()) {
            put(slots.key(), learned(slots, plan, others.get()));
        }
    }

    private State learned(Slots slots, Relation plan, List<SlotValue> others) {
        try {
            return PlanTemplate.of(plan, slots.values(), planner.apply(slots.with(others)), others)
                    .<State>map(State.Kept::new)
                    .orElseGet(State.Without::new);
        } catch (TrawlException e) {
            return new State.Without();
        }
    }

    private @Nullable State state(Key key) {
        synchronized (states) {
            return states.get(key);
        }
    }

    private void put(Key key, State state) {
        synchronized (states) {
            states.put(key, state);
        }
    }

    /// A request, taken apart.
    ///
    /// @param values of the tokens with slots, then of parameters with slots
    /// @param names of those parameters: positions from 0, or names
    private record Slots(
            PlanRequest request,
            SqlShape shape,
            List<SlotValue> values,
            List<Object> names,
            ConstantOrder anchors,
            Key key) {
        /// The request with other values.
        PlanRequest with(List<SlotValue> others) {
            int tokens = shape.slots().size();
            List<SqlParameters.Value> positional =
                    new ArrayList<>(request.parameters().positional());
            Map<String, SqlParameters.Value> named = new HashMap<>(request.parameters().named());
            for (int i = 0; i < names.size(); i++) {
                SqlParameters.Value value = parameter(others.get(tokens + i));
                switch (names.get(i)) {
                    case Integer position -> positional.set(position, value);
                    case Object name -> named.put((String) name, value);
                }
            }
            List<String> texts = others.stream().limit(tokens).map(SlotValue::text).toList();
            return new PlanRequest(
                    shape.text().with(shape.slots(), texts),
                    request.tables(),
                    request.views(),
                    request.rowCounts(),
                    request.now(),
                    new SqlParameters(positional, named));
        }

        private static SqlParameters.Value parameter(SlotValue value) {
            return value.isNumber()
                    ? new SqlParameters.Value.Numeral(value.number())
                    : new SqlParameters.Value.Text(value.text());
        }
    }

    private Optional<Slots> slots(PlanRequest request) {
        SqlShape shape = shapes.of(request.sql());
        ConstantOrder anchors = new ConstantOrder();
        if (!shape.text().isPlain() || shape.makesConstants() || !addViews(request, anchors)) {
            return Optional.empty();
        }
        List<SlotValue> values = new ArrayList<>();
        for (int i = 0; i < shape.text().tokens().size(); i++) {
            TextTokens.Token token = shape.text().tokens().get(i);
            if (shape.slots().contains(i)) {
                values.add(SqlShape.value(token).orElseThrow());
            } else {
                anchors.add(token);
            }
        }
        List<Object> names = new ArrayList<>();
        List<Object> positional = new ArrayList<>();
        List<SqlParameters.Value> given = request.parameters().positional();
        for (int i = 0; i < given.size(); i++) {
            boolean isSlot =
                    shape.parameters().contains("?" + (i + 1))
                            || shape.parameters().contains("$" + (i + 1));
            positional.add(slotOr(given.get(i), isSlot, i, names, values, anchors));
        }
        Map<String, Object> named = new LinkedHashMap<>();
        request.parameters().named().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e ->
                        named.put(
                                e.getKey(),
                                slotOr(
                                        e.getValue(),
                                        shape.parameters().contains(e.getKey()),
                                        e.getKey(),
                                        names,
                                        values,
                                        anchors)));
        return values.isEmpty()
                ? Optional.empty()
                : keyed(request, shape, values, names, anchors, positional, named);
    }

    /// A mark for a value with a slot, the value itself for another.
    private static Object slotOr(
            SqlParameters.Value value,
            boolean isSlot,
            Object name,
            List<Object> names,
            List<SlotValue> values,
            ConstantOrder anchors) {
        Optional<SlotValue> slot = isSlot ? slot(value) : Optional.empty();
        if (slot.isPresent()) {
            names.add(name);
            values.add(slot.get());
            return slot.get().form();
        }
        switch (value) {
            case SqlParameters.Value.Numeral(BigDecimal number) ->
                    anchors.addNumber(number.toString());
            case SqlParameters.Value.Text(String text) -> anchors.addText(text);
            case SqlParameters.Value.Flag _, SqlParameters.Value.Null _ -> {}
        }
        return value;
    }

    private static Optional<SlotValue> slot(SqlParameters.Value value) {
        return switch (value) {
            case SqlParameters.Value.Numeral(BigDecimal number) ->
                    SlotValue.number(number.toString());
            case SqlParameters.Value.Text(String text) -> SlotValue.text(text);
            case SqlParameters.Value.Flag _, SqlParameters.Value.Null _ -> Optional.empty();
        };
    }

    private boolean addViews(PlanRequest request, ConstantOrder anchors) {
        for (String view : request.views().values()) {
            SqlShape shape = shapes.of(view);
            if (!shape.text().isPlain() || shape.makesConstants()) {
                return false;
            }
            shape.text().tokens().forEach(anchors::add);
        }
        return true;
    }

    private static Optional<Slots> keyed(
            PlanRequest request,
            SqlShape shape,
            List<SlotValue> values,
            List<Object> names,
            ConstantOrder anchors,
            List<Object> positional,
            Map<String, Object> named) {
        ConstantOrder all = anchors.copy();
        values.forEach(all::add);
        if (!all.isTold(values)) {
            return Optional.empty();
        }
        Key key =
                new Key(
                        shape.skeleton(),
                        positional,
                        named,
                        values.stream().map(SlotValue::form).toList(),
                        values.stream().map(all::rank).toList(),
                        request.tables(),
                        request.views(),
                        request.rowCounts());
        return Optional.of(new Slots(request, shape, values, names, anchors, key));
    }
}
