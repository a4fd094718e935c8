/// DynamoDB Local as a process of its own, with its own class path.
@NullMarked
package dev.trawl.local.dynamodb;

import org.jspecify.annotations.NullMarked;
