@NullMarked
package dev.trawl.source.jdbc.mariadb;

import org.jspecify.annotations.NullMarked;
