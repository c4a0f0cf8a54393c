package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Temporary RDS instances and Aurora clusters, in the subnets and security groups of the source, so that whoever reaches
 * the source reaches them.
 *
 * <p>Facts (docs.aws.amazon.com/AmazonRDS/latest/APIReference: RestoreDBInstanceFromDBSnapshot,
 * RestoreDBClusterFromSnapshot, DeleteDBInstance, DeleteDBCluster): what is not said takes the default of the account, not
 * of the source; a restored cluster has no instance and answers only once one was created in it; deletion needs {@code
 * --skip-final-snapshot}, except for an instance in a cluster, and a cluster's instances go first.
 */
final class AwsInstances implements TemporaryInstances {
    private final CloudTool aws;
    private final boolean cluster;
    private final String instanceClass;

    AwsInstances(CloudTool aws, boolean cluster, String instanceClass) {
        this.aws = aws;
        this.cluster = cluster;
        this.instanceClass = instanceClass;
    }

    @Override
    public void create(
            String name, CloudSource source, CloudSnapshot snapshot, Map<String, String> labels, Duration limit) {
        if (exists(name)) {
            return; // an earlier call got through although its answer did not
        }
        JsonNode from = source.answer();
        List<String> arguments = new ArrayList<>(
                cluster
                        ? List.of(
                                "rds",
                                "restore-db-cluster-from-snapshot",
                                "--db-cluster-identifier",
                                name,
                                "--snapshot-identifier",
                                snapshot.id(),
                                "--engine",
                                source.engine(),
                                "--no-deletion-protection")
                        : List.of(
                                "rds",
                                "restore-db-instance-from-db-snapshot",
                                "--db-instance-identifier",
                                name,
                                "--db-snapshot-identifier",
                                snapshot.id(),
                                "--db-instance-class",
                                instanceClass != null ? instanceClass : Answers.text(from, "DBInstanceClass"),
                                "--no-multi-az",
                                "--no-deletion-protection",
                                from.path("PubliclyAccessible").asBoolean()
                                        ? "--publicly-accessible"
                                        : "--no-publicly-accessible"));
        String subnets = cluster
                ? Answers.optional(from, "DBSubnetGroup")
                : Answers.optional(from.path("DBSubnetGroup"), "DBSubnetGroupName");
        if (subnets != null) {
            arguments.addAll(List.of("--db-subnet-group-name", subnets));
        }
        if (from.path("VpcSecurityGroups").size() > 0) {
            arguments.add("--vpc-security-group-ids");
            from.path("VpcSecurityGroups").forEach(group -> arguments.add(Answers.text(group, "VpcSecurityGroupId")));
        }
        addTags(arguments, labels);
        aws.ask(arguments);
    }

    @Override
    public Optional<Endpoint> endpoint(String name, CloudSource source) {
        Optional<JsonNode> instance = instance(name);
        if (!cluster) {
            return instance.filter(found -> "available".equals(Answers.text(found, "DBInstanceStatus")))
                    .map(found -> endpoint(found.path("Endpoint"), "Address"));
        }
        Optional<JsonNode> restored = cluster(name);
        if (restored.isEmpty() || !"available".equals(Answers.text(restored.get(), "Status"))) {
            return Optional.empty();
        }
        if (instance.isEmpty()) {
            List<String> arguments = new ArrayList<>(List.of(
                    "rds",
                    "create-db-instance",
                    "--db-instance-identifier",
                    name,
                    "--db-cluster-identifier",
                    name,
                    "--engine",
                    source.engine(),
                    "--db-instance-class",
                    instanceClass != null ? instanceClass : memberClass(source)));
            addTags(arguments, labels(restored.get()));
            aws.ask(arguments);
            return Optional.empty();
        }
        return "available".equals(Answers.text(instance.get(), "DBInstanceStatus"))
                ? Optional.of(endpoint(restored.get(), "Endpoint"))
                : Optional.empty();
    }

    private String memberClass(CloudSource source) {
        String member = Answers.text(source.answer().path("DBClusterMembers").path(0), "DBInstanceIdentifier");
        return Answers.text(
                instance(member).orElseThrow(() -> Answers.unreadable("names a member that does not exist: " + member)),
                "DBInstanceClass");
    }

    private static Endpoint endpoint(JsonNode object, String key) {
        return new Endpoint(Answers.text(object, key), Integer.parseInt(Answers.text(object, "Port")));
    }

    @Override
    public void delete(String name) {
        if (!cluster) {
            aws.ask("rds", "delete-db-instance", "--db-instance-identifier", name, "--skip-final-snapshot");
            return;
        }
        if (instance(name)
                .filter(found -> !"deleting".equals(Answers.text(found, "DBInstanceStatus")))
                .isPresent()) {
            aws.ask("rds", "delete-db-instance", "--db-instance-identifier", name);
        }
        if (cluster(name)
                .filter(found -> !"deleting".equals(Answers.text(found, "Status")))
                .isPresent()) {
            aws.ask("rds", "delete-db-cluster", "--db-cluster-identifier", name, "--skip-final-snapshot");
        }
    }

    @Override
    public boolean exists(String name) {
        return (cluster ? cluster(name).or(() -> instance(name)) : instance(name)).isPresent();
    }

    @Override
    public List<String> of(String owner) {
        List<String> names = new ArrayList<>();
        JsonNode all = cluster ? aws.ask("rds", "describe-db-clusters") : aws.ask("rds", "describe-db-instances");
        for (JsonNode each : all.path(cluster ? "DBClusters" : "DBInstances")) {
            String name = each.path(cluster ? "DBClusterIdentifier" : "DBInstanceIdentifier")
                    .asText();
            if (TemporaryInstances.belongs(name, owner)
                    && owner.equals(labels(each).get(LABEL))) {
                names.add(name);
            }
        }
        return names;
    }

    private static Map<String, String> labels(JsonNode object) {
        Map<String, String> labels = new java.util.TreeMap<>();
        object.path("TagList")
                .forEach(tag ->
                        labels.put(tag.path("Key").asText(), tag.path("Value").asText()));
        return labels;
    }

    private static void addTags(List<String> arguments, Map<String, String> labels) {
        if (!labels.isEmpty()) {
            arguments.add("--tags");
            labels.forEach((key, value) -> arguments.add("Key=" + key + ",Value=" + value));
        }
    }

    private Optional<JsonNode> instance(String name) {
        return Answers.ifFound(() -> Answers.first(
                aws.ask("rds", "describe-db-instances", "--db-instance-identifier", name), "DBInstances"));
    }

    private Optional<JsonNode> cluster(String name) {
        return Answers.ifFound(() ->
                Answers.first(aws.ask("rds", "describe-db-clusters", "--db-cluster-identifier", name), "DBClusters"));
    }
}
