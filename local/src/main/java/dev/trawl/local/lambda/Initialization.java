package dev.trawl.local.lambda;

/// How a function's environments come to life.
public enum Initialization {
    /// The handler is made, then invoked.
    ON_DEMAND("on-demand"),
    /// As with SnapStart: the handler is made, the hooks before the checkpoint run, then those
    /// after the restore, then it is invoked. There is no snapshot: the same process goes on. An
    /// environment that holds a connection, a secret, a private key or a signed token at the
    /// checkpoint does not start.
    SNAP_START("snap-start");

    private final String type;

    Initialization(String type) {
        this.type = type;
    }

    /// The value of `AWS_LAMBDA_INITIALIZATION_TYPE`.
    String type() {
        return type;
    }
}
