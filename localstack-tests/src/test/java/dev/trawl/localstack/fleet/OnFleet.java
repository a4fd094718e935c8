package dev.trawl.localstack.fleet;

import dev.trawl.localstack.aws.OnAws;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tests against one deployed fleet, which all test classes share: parameters of type
/// [AirlineFleet] are it.
@OnAws
@ExtendWith(FleetExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OnFleet {}
