package dev.trawl.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The worked example of AWS's documentation (IAM ListUsers).
final class SigV4Test {

    private static final AwsKey KEY =
            new AwsKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    @Test
    void theDocumentedRequestHasTheDocumentedSignature() {
        assertThat(signature("Action=ListUsers&Version=2010-05-08"))
                .isEqualTo("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    @Test
    void parametersAreSignedInOrderOfName() {
        assertThat(signature("Version=2010-05-08&Action=ListUsers"))
                .isEqualTo(signature("Action=ListUsers&Version=2010-05-08"));
        assertThat(signature("Action=ListRoles&Version=2010-05-08"))
                .isNotEqualTo(signature("Action=ListUsers&Version=2010-05-08"));
    }

    private static String signature(String query) {
        SigV4.Request request =
                new SigV4.Request(
                        "GET",
                        "/",
                        query,
                        Map.of(
                                "content-type", "application/x-www-form-urlencoded; charset=utf-8",
                                "host", "iam.amazonaws.com",
                                "x-amz-date", "20150830T123600Z"),
                        SigV4.sha256(new byte[0]));
        return SigV4.signature(
                request,
                List.of("content-type", "host", "x-amz-date"),
                new SigV4.Scope("20150830", "us-east-1", "iam"),
                KEY);
    }
}
