package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogSnapshotCodecTest {
    private static final int MANY = 2_000;

    @Test
    void theAirlineIsReadAsItWasWritten() throws IOException {
        CatalogSnapshot snapshot = SnapshotBuilder.build(airline());
        assertThat(snapshot.sources()).containsOnlyKeys("flights", "bookings", "trawl");
        assertThat(snapshot.tables()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(reread(snapshot)).isEqualTo(snapshot);
    }

    @Test
    void theOrderOfResourcesDoesNotMatter() throws IOException {
        List<Resource> shuffled = new ArrayList<>(airline());
        Collections.shuffle(shuffled, new Random(1));
        assertThat(SnapshotBuilder.build(shuffled).hash())
                .isEqualTo(SnapshotBuilder.build(airline()).hash());
    }

    @Test
    void manyDatasetsAreReadAsTheyWereWritten() {
        CatalogSnapshot built = SnapshotBuilder.build(many());
        assertThat(built.tables()).hasSize(MANY);
        CatalogSnapshot snapshot =
                CatalogSnapshotCodec.snapshot(built.sources(), built.tables(), built.views());
        assertThat(reread(snapshot)).isEqualTo(snapshot);
    }

    @Test
    void alteredTextIsRefused() {
        CatalogSnapshot snapshot = SnapshotBuilder.build(many());
        String altered = CatalogSnapshotCodec.write(snapshot).replace("bigint", "varchar");
        assertThatThrownBy(() -> CatalogSnapshotCodec.read(altered, snapshot.hash()))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    }

    @Test
    void anotherVersionIsRefused() {
        String text = "{\"v\":3,\"sources\":[],\"tables\":[],\"views\":[]}";
        assertThatThrownBy(() -> CatalogSnapshotCodec.read(text, CatalogSnapshotCodec.sha256(text)))
                .isInstanceOf(TrawlException.class)
                .hasMessageContaining("version 3");
    }

    private static CatalogSnapshot reread(CatalogSnapshot snapshot) {
        return CatalogSnapshotCodec.read(CatalogSnapshotCodec.write(snapshot), snapshot.hash());
    }

    private static List<Resource> many() {
        return ResourceDocuments.parse(
                IntStream.range(0, MANY)
                        .mapToObj(i -> Catalog.dataset("d" + i, "id"))
                        .collect(Collectors.joining("\n---\n", Catalog.SOURCE + "\n---\n", "")));
    }

    private static List<Resource> airline() throws IOException {
        List<Resource> resources = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../../examples/airline/resources"))) {
            for (Path file : files.sorted().toList()) {
                resources.addAll(ResourceDocuments.parse(Files.readString(file)));
            }
        }
        return resources;
    }
}
