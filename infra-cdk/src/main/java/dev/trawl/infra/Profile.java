package dev.trawl.infra;

import dev.trawl.fleet.ConfigException;

/// Where a fleet is deployed to.
public enum Profile {
    /// An AWS account.
    AWS,
    /// LocalStack 4.14: without HTTP API, networks, gradual shift, alarms.
    LOCALSTACK;

    static Profile parse(String text) {
        return switch (text) {
            case "aws" -> AWS;
            case "localstack" -> LOCALSTACK;
            default ->
                    throw new ConfigException(
                            "Context profile must be aws or localstack, not " + text + ".");
        };
    }
}
