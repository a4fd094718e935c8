/// S3Proxy as a process of its own, with its own class path.
@NullMarked
package dev.trawl.local.s3proxy;

import org.jspecify.annotations.NullMarked;
