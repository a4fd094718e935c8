/// What is in the functions' zips: components with licences, as CycloneDX documents.
@NullMarked
package dev.trawl.infra.sbom;

import org.jspecify.annotations.NullMarked;
