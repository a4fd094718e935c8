/// MariaDB as a source: sessions, rows into Arrow, discovery.
@NullMarked
package dev.trawl.source.jdbc.mariadb;

import org.jspecify.annotations.NullMarked;
