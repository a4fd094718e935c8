package dev.trawl.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Type;
import dev.trawl.plan.TypeParser;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MaskTest {
    private static final List<Mask> ALL =
            List.of(
                    new Mask.Null(),
                    new Mask.Redact("gone"),
                    new Mask.RandPattern("##-??"),
                    new Mask.Hash("person"),
                    buckets("-10", "0", "2.5"),
                    new Mask.BucketDate(Mask.BucketDate.Unit.WEEK),
                    new Mask.Partial(1, 2, "*"),
                    new Mask.RegexReplace("[0-9]+", "#"),
                    new Mask.PassThrough());

    @Test
    void everyMaskReadsBackAsItWasWritten() {
        for (Mask mask : ALL) {
            String json = JsonWriter.write(out -> MaskCodec.write(out, mask));
            assertThat(JsonReader.read(json, JsonLimits.DEFAULT, MaskCodec::read)).isEqualTo(mask);
        }
        assertThat(ALL.stream().map(Mask::name)).doesNotHaveDuplicates();
    }

    @Test
    void boundsAscend() {
        assertThatThrownBy(() -> buckets("1", "1.0"))
                .hasMessage("the bounds of bucket_number ascend, 1 does not come before 1");
        assertThatThrownBy(() -> buckets()).hasMessage("bucket_number has 1 to 64 bounds");
    }

    @Test
    void boundsThatAreEqualNumbersMakeEqualMasks() {
        assertThat(buckets("0.0", "1E+2")).isEqualTo(buckets("0", "100"));
    }

    @Test
    void boundsFitTypesThatHoldThem() {
        assertThat(fitting(buckets("-1", "0", "200")))
                .containsExactly("smallint", "integer", "bigint", "real", "double", "decimal(5,2)");
        assertThat(fitting(buckets("0.001"))).containsExactly("real", "double");
    }

    @Test
    void datesFitWhatHasSuchParts() {
        assertThat(fitting(new Mask.BucketDate(Mask.BucketDate.Unit.HOUR)))
                .containsExactly("timestamp", "timestamp_tz");
        assertThat(fitting(new Mask.BucketDate(Mask.BucketDate.Unit.MONTH)))
                .containsExactly("date", "timestamp", "timestamp_tz");
    }

    @Test
    void masksThatMakeTextFitWhatHasText() {
        for (Mask mask : ALL) {
            if (Mask.resultType(mask, Type.Simple.BIGINT) == Type.Simple.VARCHAR) {
                assertThat(fitting(mask)).contains("varchar", "uuid").doesNotContain("varbinary");
            }
        }
    }

    @Test
    void grantWhoseMaskDoesNotFitItsColumnIsRefused() {
        assertThatThrownBy(() ->
                        new GrantedRelation(
                                Samples.PASSENGERS,
                                List.of(new dev.trawl.plan.Field("a", Type.Simple.VARCHAR)),
                                List.of(
                                        new GrantedColumn(
                                                "a", 0, List.of(new MaskCase(null, buckets("1"))))),
                                null))
                .hasMessage("a varchar cannot be masked that way");
    }

    private static Mask buckets(String... bounds) {
        return new Mask.BucketNumber(Stream.of(bounds).map(BigDecimal::new).toList());
    }

    private static List<String> fitting(Mask mask) {
        return Stream.of(
                        "boolean",
                        "tinyint",
                        "smallint",
                        "integer",
                        "bigint",
                        "real",
                        "double",
                        "decimal(5,2)",
                        "varchar",
                        "varbinary",
                        "date",
                        "time",
                        "timestamp",
                        "timestamp_tz",
                        "uuid",
                        "json",
                        "array(bigint)")
                .filter(type -> Mask.fits(mask, TypeParser.parse(type)))
                .toList();
    }
}
