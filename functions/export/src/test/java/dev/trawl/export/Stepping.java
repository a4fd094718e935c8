package dev.trawl.export;

import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/// Ports of a runner that dies at its n-th call, with the call's work done.
final class Stepping {
    private int left;

    Stepping(int call) {
        left = call;
    }

    ObjectStore objects(ObjectStore objects) {
        return Calls.through(ObjectStore.class, objects, this::step);
    }

    ItemTable items(ItemTable items) {
        return Calls.through(ItemTable.class, items, this::step);
    }

    private Object step(Calls.Call call) throws Throwable {
        Object result = call.run();
        left--;
        if (left == 0) {
            throw new DeathError();
        }
        return result;
    }

    /// Not an exception that anything could catch and tidy up after.
    static final class DeathError extends Error {
        private static final long serialVersionUID = 1L;
    }

    /// Something before or after every call of a port.
    static final class Calls {
        private Calls() {}

        interface Call {
            Object run() throws Throwable;
        }

        interface Around {
            Object handle(Call call) throws Throwable;
        }

        static <T> T through(Class<T> port, T target, Around around) {
            return port.cast(
                    Proxy.newProxyInstance(
                            port.getClassLoader(),
                            new Class<?>[] {port},
                            (_, method, arguments) ->
                                    around.handle(() -> {
                                        try {
                                            return method.invoke(target, arguments);
                                        } catch (InvocationTargetException e) {
                                            throw e.getCause() == null ? e : e.getCause();
                                        }
                                    })));
        }
    }
}
