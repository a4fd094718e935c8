@NullMarked
package dev.trawl.auth;

import org.jspecify.annotations.NullMarked;
