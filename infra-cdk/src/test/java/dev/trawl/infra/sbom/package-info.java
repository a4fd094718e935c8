@NullMarked
package dev.trawl.infra.sbom;

import org.jspecify.annotations.NullMarked;
