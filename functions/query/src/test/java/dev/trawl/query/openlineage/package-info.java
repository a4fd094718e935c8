@NullMarked
package dev.trawl.query.openlineage;

import org.jspecify.annotations.NullMarked;
