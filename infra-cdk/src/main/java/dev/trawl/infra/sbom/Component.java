package dev.trawl.infra.sbom;

import org.jspecify.annotations.Nullable;

/// One library of a zip.
///
/// @param sha256 of the jar as it is there
/// @param licence its SPDX id; absent if nobody has said it, and for Trawl's own
public record Component(
        String group, String name, String version, String sha256, @Nullable String licence) {

    private static final String OWN = "dev.trawl";

    /// Whether it is a part of this project.
    public boolean isOwn() {
        return group.equals(OWN);
    }

    /// `group:name`.
    public String coordinates() {
        return group + ":" + name;
    }

    String packageUrl() {
        return "pkg:maven/" + group + "/" + name + "@" + version;
    }
}
