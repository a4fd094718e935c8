package dev.trawl.export;

import dev.trawl.store.Notices;
import dev.trawl.store.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Sends notices where their channels lead. What a webhook gets is signed: `X-Trawl-Signature:
/// t=<seconds>,v1=<hex>` is the HMAC-SHA-256, by the channel's secret, of `<seconds>.<body>`.
final class ChannelSender implements Notifier.Sender {
    private static final String ALGORITHM = "HmacSHA256";

    private final Notices notices;
    private final Secrets secrets;
    private final Clock clock;

    ChannelSender(Notices notices, Secrets secrets, Clock clock) {
        this.notices = notices;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public void send(NoticeChannel channel, Notice notice) {
        switch (channel) {
            case NoticeChannel.Topic topic ->
                    notices.publish(topic.arn(), subject(notice), notice.json());
            case NoticeChannel.Bus bus -> notices.put(bus.arn(), notice.type(), notice.json());
            case NoticeChannel.Webhook webhook -> post(webhook, notice);
        }
    }

    private void post(NoticeChannel.Webhook webhook, Notice notice) {
        long seconds = clock.instant().getEpochSecond();
        String signature = signature(secrets.load(webhook.secret()), seconds + "." + notice.json());
        new WebhookPost(webhook)
                .send(
                        notice.json(),
                        Map.of(
                                "X-Trawl-Notice",
                                notice.id(),
                                "X-Trawl-Signature",
                                "t=%d,v1=%s".formatted(seconds, signature)));
    }

    static String signature(String secret, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    /// SNS takes 100 characters.
    private static String subject(Notice notice) {
        return notice.subject().substring(0, Math.min(100, notice.subject().length()));
    }
}
