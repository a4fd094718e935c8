/// Where the tests run: LocalStack as a process, LocalStack in Docker, or an account.
@NullMarked
package dev.trawl.localstack.aws;

import org.jspecify.annotations.NullMarked;
