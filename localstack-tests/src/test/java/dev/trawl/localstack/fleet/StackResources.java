package dev.trawl.localstack.fleet;

import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.aws.SignedClient;
import dev.trawl.localstack.aws.Aws;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// The resources of a stack, as CloudFormation tells them. Its SDK is not among this build's
/// libraries; one signed request does.
public final class StackResources {
    private StackResources() {}

    /// One resource.
    public record Resource(String logicalId, String type, String physicalId, String reason) {
        /// Whether LocalStack only wrote down that it is there.
        public boolean isFallback() {
            return reason.contains("fallback") || physicalId.equals("unknown");
        }
    }

    /// All resources of a stack.
    public static List<Resource> of(Aws aws, String stack) {
        String form = "Action=DescribeStackResources&Version=2010-05-15&StackName=" + stack;
        try (SignedClient client =
                new SignedClient(new AwsKey("test", "test"), Aws.REGION, Clock.systemUTC())) {
            HttpResponse<String> answer =
                    client.send(
                            "cloudformation",
                            "POST",
                            Objects.requireNonNull(aws.endpoint()).resolve("/"),
                            Map.of("content-type", "application/x-www-form-urlencoded"),
                            form.getBytes(StandardCharsets.UTF_8));
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(stack + ": " + answer.body());
            }
            return resources(answer.body());
        }
    }

    private static List<Resource> resources(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Document document =
                    factory.newDocumentBuilder()
                            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
            NodeList members = document.getElementsByTagName("member");
            List<Resource> resources = new ArrayList<>();
            for (int i = 0; i < members.getLength(); i++) {
                Element member = (Element) members.item(i);
                resources.add(
                        new Resource(
                                text(member, "LogicalResourceId"),
                                text(member, "ResourceType"),
                                text(member, "PhysicalResourceId"),
                                text(member, "ResourceStatusReason")));
            }
            return resources;
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException("no list of resources: " + xml, e);
        }
    }

    private static String text(Element member, String name) {
        NodeList found = member.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }
}
