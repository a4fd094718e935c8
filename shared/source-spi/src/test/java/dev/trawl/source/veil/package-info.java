@NullMarked
package dev.trawl.source.veil;

import org.jspecify.annotations.NullMarked;
