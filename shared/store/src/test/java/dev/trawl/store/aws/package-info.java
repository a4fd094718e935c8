@NullMarked
package dev.trawl.store.aws;

import org.jspecify.annotations.NullMarked;
