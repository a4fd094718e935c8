package dev.trawl.localstack.aws;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tests against an AWS endpoint: parameters of type [Aws] are it. Where there is none they are
/// skipped, and say so.
@ExtendWith(AwsExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OnAws {}
