/// LocalStack without Docker: its installation, its process, functions as processes beside it.
@NullMarked
package dev.trawl.localstack.host;

import org.jspecify.annotations.NullMarked;
