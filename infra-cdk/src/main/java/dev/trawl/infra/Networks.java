package dev.trawl.infra;

import dev.trawl.fleet.DeploymentConfig.Network;
import dev.trawl.fleet.SourceConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.ec2.CfnVPCEndpoint;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.CfnFunction;

/// Places source functions in networks of yours, with endpoints for what they call there.
final class Networks {

    /// What a source function calls beside S3 and DynamoDB.
    private static final List<String> INTERFACES = List.of("kms", "secretsmanager");

    private static final List<String> GATEWAYS = List.of("s3", "dynamodb");

    private final FunctionsStack stack;

    Networks(FunctionsStack stack) {
        this.stack = stack;
    }

    void addAll() {
        for (Network network : stack.config().deployment().networks()) {
            List<SourceConfig> sources =
                    stack.config().sources().stream()
                            .filter(source -> network.name().equals(source.network()))
                            .toList();
            if (!sources.isEmpty()) {
                add(network, sources);
            }
        }
    }

    private void add(Network network, List<SourceConfig> sources) {
        List<String> groups =
                network.securityGroups().isEmpty()
                        ? List.of(group(network))
                        : network.securityGroups();
        for (SourceConfig source : sources) {
            place(stack.function("source-" + source.name()), network, groups);
        }
        if (network.hasEndpoints()) {
            addEndpoints(network, groups);
        }
    }

    private void place(FleetFunction function, Network network, List<String> groups) {
        CfnFunction cfn =
                (CfnFunction)
                        Objects.requireNonNull(function.function().getNode().getDefaultChild());
        cfn.addPropertyOverride(
                "VpcConfig", Map.of("SubnetIds", network.subnets(), "SecurityGroupIds", groups));
        // Lambda makes the interfaces with the function's role; EC2 knows no narrower resource.
        Objects.requireNonNull(function.function().getRole())
                .addToPrincipalPolicy(
                        PolicyStatement.Builder.create()
                                .sid("NetworkInterfaces")
                                .actions(
                                        List.of(
                                                "ec2:CreateNetworkInterface",
                                                "ec2:DescribeNetworkInterfaces",
                                                "ec2:DescribeSubnets",
                                                "ec2:DeleteNetworkInterface",
                                                "ec2:AssignPrivateIpAddresses",
                                                "ec2:UnassignPrivateIpAddresses"))
                                .resources(List.of("*"))
                                .build());
    }

    private String group(Network network) {
        CfnSecurityGroup group =
                CfnSecurityGroup.Builder.create(stack, "Group-" + network.name())
                        .groupDescription("Trawl: source functions, which only call out")
                        .vpcId(network.vpc())
                        .securityGroupEgress(
                                List.of(
                                        CfnSecurityGroup.EgressProperty.builder()
                                                .ipProtocol("tcp")
                                                .fromPort(1)
                                                .toPort(65_535)
                                                .cidrIp("0.0.0.0/0")
                                                .description("Databases and AWS, by TCP")
                                                .build()))
                        .build();
        return group.getAttrGroupId();
    }

    private void addEndpoints(Network network, List<String> groups) {
        for (String service : GATEWAYS) {
            CfnVPCEndpoint.Builder.create(stack, "Endpoint-" + network.name() + "-" + service)
                    .vpcId(network.vpc())
                    .vpcEndpointType("Gateway")
                    .serviceName("com.amazonaws." + Aws.REGION + "." + service)
                    .routeTableIds(network.routeTables())
                    .build();
        }
        CfnSecurityGroup doors =
                CfnSecurityGroup.Builder.create(stack, "Doors-" + network.name())
                        .groupDescription("Trawl: endpoints, reached by source functions only")
                        .vpcId(network.vpc())
                        .securityGroupIngress(
                                groups.stream()
                                        .map(group ->
                                                CfnSecurityGroup.IngressProperty.builder()
                                                        .ipProtocol("tcp")
                                                        .fromPort(443)
                                                        .toPort(443)
                                                        .sourceSecurityGroupId(group)
                                                        .description("Source functions")
                                                        .build())
                                        .toList())
                        .build();
        for (String service : INTERFACES) {
            CfnVPCEndpoint.Builder.create(stack, "Endpoint-" + network.name() + "-" + service)
                    .vpcId(network.vpc())
                    .vpcEndpointType("Interface")
                    .serviceName("com.amazonaws." + Aws.REGION + "." + service)
                    .privateDnsEnabled(true)
                    .subnetIds(network.subnets())
                    .securityGroupIds(List.of(doors.getAttrGroupId()))
                    .build();
        }
    }
}
