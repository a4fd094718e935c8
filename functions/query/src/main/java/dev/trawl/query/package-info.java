/// The query function: SQL over HTTPS in, governed rows out. Front and executor are this one
/// program; the setting `TRAWL_ROLE` tells them apart.
@NullMarked
package dev.trawl.query;

import org.jspecify.annotations.NullMarked;
