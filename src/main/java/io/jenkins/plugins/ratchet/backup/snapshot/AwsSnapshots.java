package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.snapshot.CloudSnapshot.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Snapshots of an RDS instance, an Aurora cluster or a DocumentDB cluster by {@code aws}.
 *
 * <p>Facts (docs.aws.amazon.com/AmazonRDS/latest/APIReference: CreateDBSnapshot, DBSnapshot, CreateDBClusterSnapshot,
 * DBClusterSnapshot; docs.aws.amazon.com/documentdb: the same names): the source must be {@code available} or {@code
 * storage-optimization}; a snapshot goes from {@code creating} to {@code available} or {@code failed}; one that is being
 * created cannot be deleted; a cluster snapshot's name has at most 63 characters; a snapshot of DocumentDB has no size.
 * {@code DbiResourceId} and {@code DbClusterResourceId} identify the source for ever, its name can be given anew.
 */
final class AwsSnapshots implements CloudProvider {
    private static final Set<String> READY = Set.of("available", "storage-optimization");
    /** Everything else that is not {@code available} may still become so. */
    private static final Set<String> FINAL = Set.of("failed", "deleting", "deleted", "incompatible-restore");

    private final CloudTool aws;
    private final Dialect words;
    private final String sourceName;
    private final String instanceClass;

    /**
     * How the same is said of instances and of clusters.
     *
     * @param service {@code rds} or {@code docdb}
     * @param cluster whether it is one
     * @param tellsSize whether its snapshots have {@code AllocatedStorage}
     */
    record Dialect(String service, boolean cluster, boolean tellsSize) {
        static final Dialect RDS = new Dialect("rds", false, true);
        static final Dialect AURORA = new Dialect("rds", true, false);
        static final Dialect DOCUMENTDB = new Dialect("docdb", true, false);

        String option(String part) {
            return "--db-" + (cluster ? "cluster-" : "") + part;
        }

        String key(String part) {
            return "DB" + (cluster ? "Cluster" : "") + part;
        }

        String resourceKey() {
            return cluster ? "DbClusterResourceId" : "DbiResourceId";
        }
    }

    AwsSnapshots(CloudTool aws, Dialect words, String sourceName, String instanceClass) {
        this.aws = aws;
        this.words = words;
        this.sourceName = sourceName;
        this.instanceClass = instanceClass;
    }

    @Override
    public CloudSource source() {
        JsonNode source = words.cluster()
                ? Answers.first(
                        aws.ask(words.service(), "describe-db-clusters", "--db-cluster-identifier", sourceName),
                        "DBClusters")
                : Answers.first(
                        aws.ask("rds", "describe-db-instances", "--db-instance-identifier", sourceName), "DBInstances");
        if (!words.cluster() && Answers.optional(source, "DBClusterIdentifier") != null) {
            throw new CloudFailure(
                    CloudFailure.Reason.REFUSED,
                    sourceName + " is a member of cluster "
                            + source.path("DBClusterIdentifier").asText()
                            + ": only the cluster has snapshots, so set provider aurora and source to the cluster");
        }
        String state = Answers.text(source, words.cluster() ? "Status" : "DBInstanceStatus");
        return new CloudSource(
                Answers.text(source, words.resourceKey()),
                Answers.text(source, words.cluster() ? "DBClusterArn" : "DBInstanceArn"),
                READY.contains(state),
                state,
                Answers.text(source, "Engine"),
                Answers.text(source, "EngineVersion"),
                hosts(source),
                words.tellsSize(),
                source);
    }

    private List<String> hosts(JsonNode source) {
        if (!words.cluster()) {
            return Stream.of(Answers.optional(source.path("Endpoint"), "Address"))
                    .filter(Objects::nonNull)
                    .toList();
        }
        List<String> hosts = new ArrayList<>();
        for (String key : List.of("Endpoint", "ReaderEndpoint")) {
            Optional.ofNullable(Answers.optional(source, key)).ifPresent(hosts::add);
        }
        source.path("CustomEndpoints").forEach(endpoint -> hosts.add(endpoint.asText()));
        return hosts;
    }

    @Override
    public void create(String name, Map<String, String> labels, Duration limit) {
        List<String> arguments = new ArrayList<>(List.of(
                words.service(),
                words.cluster() ? "create-db-cluster-snapshot" : "create-db-snapshot",
                words.option("snapshot-identifier"),
                name,
                words.cluster() ? "--db-cluster-identifier" : "--db-instance-identifier",
                sourceName,
                "--tags"));
        labels.forEach((key, value) -> arguments.add("Key=" + key + ",Value=" + value));
        aws.ask(arguments);
    }

    @Override
    public Optional<CloudSnapshot> named(String name) {
        return byId(name);
    }

    @Override
    public Optional<CloudSnapshot> byId(String id) {
        return Answers.ifFound(() -> snapshot(Answers.first(
                aws.ask(
                        words.service(),
                        words.cluster() ? "describe-db-cluster-snapshots" : "describe-db-snapshots",
                        words.option("snapshot-identifier"),
                        id),
                words.key("Snapshots"))));
    }

    private CloudSnapshot snapshot(JsonNode answer) {
        String state = Answers.text(answer, "Status");
        String resource = Answers.optional(answer, words.resourceKey());
        return new CloudSnapshot(
                Answers.text(answer, words.key("SnapshotIdentifier")),
                Answers.text(answer, words.key("SnapshotArn")),
                resource != null
                        ? resource
                        : Answers.text(answer, words.cluster() ? "DBClusterIdentifier" : "DBInstanceIdentifier"),
                state.equals("available") ? Phase.AVAILABLE : FINAL.contains(state) ? Phase.BAD : Phase.CREATING,
                state,
                Answers.percent(answer, "PercentProgress"),
                Answers.gibibytes(answer, "AllocatedStorage"),
                Answers.flag(answer, words.cluster() ? "StorageEncrypted" : "Encrypted"),
                Answers.optional(answer, "KmsKeyId"),
                Answers.instant(answer, "SnapshotCreateTime"),
                answer);
    }

    @Override
    public Optional<TemporaryInstances> temporary() {
        return words.service().equals("rds")
                ? Optional.of(new AwsInstances(aws, words.cluster(), instanceClass))
                : Optional.empty();
    }
}
