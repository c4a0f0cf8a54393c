package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** Fills in what an API server fills in, so that clients find the fields that they rely on. */
final class KubeDefaults {
    private final AtomicInteger addresses = new AtomicInteger(10);

    void apply(KubeKind kind, ObjectNode object) {
        switch (kind.plural()) {
            case "secrets" -> secret(object);
            case "services" -> service(KubeJson.child(object, "spec"));
            case "pods" -> pod(object);
            case "namespaces" -> {
                KubeJson.child(object, "spec").putArray("finalizers").add("kubernetes");
                unless(KubeJson.child(object, "status"), "phase", "Active");
            }
            case "deployments" -> deployment(KubeJson.child(object, "spec"));
            case "replicasets" -> unless(KubeJson.child(object, "spec"), "replicas", 1);
            case "statefulsets" -> statefulSet(KubeJson.child(object, "spec"));
            case "jobs" -> job(object);
            case "persistentvolumeclaims" -> unless(KubeJson.child(object, "status"), "phase", "Pending");
            default -> {}
        }
    }

    /** What a Job is given once, when it is created: its selector and the labels that pods are found by. */
    static void identifyJob(ObjectNode job) {
        String uid = KubeJson.uid(job);
        ObjectNode spec = KubeJson.child(job, "spec");
        ObjectNode labels = spec.withObjectProperty("template")
                .withObjectProperty("metadata")
                .withObjectProperty("labels");
        labels.put("batch.kubernetes.io/controller-uid", uid).put("controller-uid", uid);
        labels.put("batch.kubernetes.io/job-name", KubeJson.name(job)).put("job-name", KubeJson.name(job));
        spec.putObject("selector").putObject("matchLabels").put("batch.kubernetes.io/controller-uid", uid);
    }

    private static void secret(ObjectNode secret) {
        unless(secret, "type", "Opaque");
        if (secret.remove("stringData") instanceof ObjectNode plain) {
            ObjectNode data = KubeJson.child(secret, "data");
            plain.properties().forEach(entry -> {
                byte[] value = entry.getValue().asText("").getBytes(StandardCharsets.UTF_8);
                data.put(entry.getKey(), Base64.getEncoder().encodeToString(value));
            });
        }
    }

    private void service(ObjectNode spec) {
        unless(spec, "type", "ClusterIP");
        unless(spec, "sessionAffinity", "None");
        for (JsonNode port : spec.path("ports")) {
            unless((ObjectNode) port, "protocol", "TCP");
            if (!port.has("targetPort")) {
                ((ObjectNode) port).set("targetPort", port.path("port"));
            }
        }
        if (!"ExternalName".equals(KubeJson.text(spec, "type")) && !spec.has("clusterIP")) {
            int next = addresses.incrementAndGet();
            spec.put("clusterIP", "10.96." + (next >> 8) % 256 + "." + next % 256);
        }
        if (spec.has("clusterIP")) {
            spec.putArray("clusterIPs").add(spec.get("clusterIP"));
        }
    }

    private static void pod(ObjectNode pod) {
        podSpec(KubeJson.child(pod, "spec"));
        ObjectNode status = KubeJson.child(pod, "status");
        unless(status, "phase", "Pending");
        unless(status, "qosClass", "BestEffort");
    }

    private static void podSpec(ObjectNode spec) {
        unless(spec, "restartPolicy", "Always");
        unless(spec, "terminationGracePeriodSeconds", 30);
        unless(spec, "dnsPolicy", "ClusterFirst");
        unless(spec, "schedulerName", "default-scheduler");
        for (JsonNode port : KubeJson.at(spec, "containers").findValues("ports")) {
            port.forEach(element -> unless((ObjectNode) element, "protocol", "TCP"));
        }
    }

    private static void template(ObjectNode spec) {
        podSpec(spec.withObjectProperty("template").withObjectProperty("spec"));
    }

    private static void deployment(ObjectNode spec) {
        unless(spec, "replicas", 1);
        unless(spec, "progressDeadlineSeconds", 600);
        unless(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = KubeJson.child(spec, "strategy");
        unless(strategy, "type", "RollingUpdate");
        if ("RollingUpdate".equals(KubeJson.text(strategy, "type"))) {
            ObjectNode rolling = KubeJson.child(strategy, "rollingUpdate");
            unless(rolling, "maxSurge", "25%");
            unless(rolling, "maxUnavailable", "25%");
        }
        template(spec);
    }

    private static void statefulSet(ObjectNode spec) {
        unless(spec, "replicas", 1);
        unless(spec, "podManagementPolicy", "OrderedReady");
        unless(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = KubeJson.child(spec, "updateStrategy");
        unless(strategy, "type", "RollingUpdate");
        if ("RollingUpdate".equals(KubeJson.text(strategy, "type"))) {
            unless(KubeJson.child(strategy, "rollingUpdate"), "partition", 0);
        }
        template(spec);
    }

    private static void job(ObjectNode job) {
        ObjectNode spec = KubeJson.child(job, "spec");
        unless(spec, "backoffLimit", 6);
        unless(spec, "parallelism", 1);
        if (spec.path("parallelism").asInt() == 1) {
            unless(spec, "completions", 1);
        }
        unless(spec, "completionMode", "NonIndexed");
        unless(spec, "podReplacementPolicy", "TerminatingOrFailed");
        if (!spec.has("suspend")) {
            spec.put("suspend", false);
        }
        template(spec);
    }

    private static void unless(ObjectNode object, String field, String value) {
        if (!object.hasNonNull(field)) {
            object.put(field, value);
        }
    }

    private static void unless(ObjectNode object, String field, int value) {
        if (!object.hasNonNull(field)) {
            object.put(field, value);
        }
    }
}
