package dev.trawl.source.jdbc.write;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A connection that breaks at its n-th call, before or after the call does its work, and does
/// nothing more afterwards but close.
final class FailingConnection implements InvocationHandler {
    private static final Set<String> QUIET =
            Set.of("close", "toString", "hashCode", "equals", "isClosed");

    private final Connection connection;
    private final int call;
    private final When when;
    private int calls;

    FailingConnection(Connection connection, int call, When when) {
        this.connection = connection;
        this.call = call;
        this.when = when;
    }

    enum When {
        BEFORE,
        AFTER
    }

    boolean wasReached() {
        return calls >= call;
    }

    Connection proxy() {
        return through(Connection.class, connection);
    }

    private <T> T through(Class<T> type, Object target) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, arguments) -> step(target, method, arguments)));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return step(connection, method, arguments);
    }

    private Object step(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (QUIET.contains(method.getName())) {
            return run(target, method, arguments);
        }
        calls++;
        if (calls > call || calls == call && when == When.BEFORE) {
            throw broken();
        }
        Object result = run(target, method, arguments);
        if (calls == call) {
            throw broken();
        }
        return switch (result) {
            case PreparedStatement statement -> through(PreparedStatement.class, statement);
            case Statement statement -> through(Statement.class, statement);
            case null, default -> result;
        };
    }

    private static Object run(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static SQLException broken() {
        return new SQLException("the connection broke", "08006");
    }
}
