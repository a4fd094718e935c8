@NullMarked
package dev.trawl.infra;

import org.jspecify.annotations.NullMarked;
