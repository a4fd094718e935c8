/// The ports on AWS: S3, DynamoDB, Lambda, Secrets Manager, KMS. The only home of the AWS SDK.
@NullMarked
package dev.trawl.store.aws;

import org.jspecify.annotations.NullMarked;
