package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/**
 * A workload of a release: something that runs pods and can be waited for.
 *
 * @param expires whether it is a Job whose {@code ttlSecondsAfterFinished} has Kubernetes remove it once it ended, so
 *     that its absence is no failure
 */
public record WorkloadRef(Kind kind, String namespace, String name, boolean expires) {

    /** The kinds that Ratchet waits for, each with the API group that tells it from a foreign kind of that name. */
    public enum Kind {
        DEPLOYMENT("Deployment", "apps"),
        STATEFUL_SET("StatefulSet", "apps"),
        DAEMON_SET("DaemonSet", "apps"),
        JOB("Job", "batch"),
        POD("Pod", ""),
        /** A service of a Compose project, which is no object of Kubernetes. */
        SERVICE("Service", "compose");

        private final String word;
        private final String group;

        Kind(String word, String group) {
            this.word = word;
            this.group = group;
        }

        /** The kind of a Kubernetes object; null for one that is not waited for. */
        static Kind of(String apiVersion, String word) {
            int slash = apiVersion.indexOf('/');
            String group = slash < 0 ? "" : apiVersion.substring(0, slash);
            for (Kind kind : values()) {
                if (kind.word.equals(word) && kind.group.equals(group)) {
                    return kind;
                }
            }
            return null;
        }

        /** As Kubernetes spells it, e.g. {@code StatefulSet}. */
        @Override
        public String toString() {
            return word;
        }
    }

    public WorkloadRef(Kind kind, String namespace, String name) {
        this(kind, namespace, name, false);
    }

    /**
     * The workloads in a manifest as Helm stores it, in its order; hooks are not part of it. Kinds that are not waited
     * for are passed over.
     *
     * @param releaseNamespace namespace of objects that name none
     * @throws io.jenkins.plugins.ratchet.outcome.RunException where a document that holds a workload cannot be read: a
     *     workload that is left out would count as ready
     */
    public static List<WorkloadRef> inManifest(String manifestYaml, String releaseNamespace) {
        return new Manifest(releaseNamespace).workloads(manifestYaml);
    }

    static WorkloadRef of(Kind kind, JsonNode object, String releaseNamespace) {
        JsonNode metadata = object.path("metadata");
        boolean expires = kind == Kind.JOB && object.path("spec").hasNonNull("ttlSecondsAfterFinished");
        return new WorkloadRef(
                kind,
                metadata.path("namespace").asText(releaseNamespace),
                metadata.path("name").asText(),
                expires);
    }

    /** {@code deployment/api}, as kubectl writes it. */
    @Override
    public String toString() {
        return kind.word.toLowerCase(Locale.ROOT) + "/" + name;
    }
}
