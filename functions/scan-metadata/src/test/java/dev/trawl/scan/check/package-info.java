@NullMarked
package dev.trawl.scan.check;

import org.jspecify.annotations.NullMarked;
