package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields that Kubernetes does not let change: the object has to be deleted and made anew. */
final class Immutable {
    /** By {@code group/kind}. From the validation of Kubernetes 1.34; other fields are left to the dry run. */
    private static final Map<String, List<String>> FIELDS = Map.ofEntries(
            Map.entry(
                    "apps/StatefulSet",
                    List.of(
                            "/spec/serviceName",
                            "/spec/selector",
                            "/spec/volumeClaimTemplates",
                            "/spec/podManagementPolicy")),
            Map.entry("apps/Deployment", List.of("/spec/selector")),
            Map.entry("apps/DaemonSet", List.of("/spec/selector")),
            Map.entry("apps/ReplicaSet", List.of("/spec/selector")),
            Map.entry("batch/Job", List.of("/spec/template", "/spec/selector", "/spec/completionMode")),
            Map.entry("/Service", List.of("/spec/clusterIP")),
            Map.entry("/Secret", List.of("/type")),
            Map.entry(
                    "/PersistentVolumeClaim",
                    List.of(
                            "/spec/storageClassName",
                            "/spec/accessModes",
                            "/spec/volumeMode",
                            "/spec/volumeName",
                            "/spec/selector",
                            "/spec/dataSource")),
            Map.entry(
                    "storage.k8s.io/StorageClass",
                    List.of("/provisioner", "/parameters", "/reclaimPolicy", "/volumeBindingMode")),
            Map.entry("scheduling.k8s.io/PriorityClass", List.of("/value", "/preemptionPolicy")),
            Map.entry("rbac.authorization.k8s.io/RoleBinding", List.of("/roleRef")),
            Map.entry("rbac.authorization.k8s.io/ClusterRoleBinding", List.of("/roleRef")),
            Map.entry("apiextensions.k8s.io/CustomResourceDefinition", List.of("/spec/scope", "/spec/names/kind")));

    private static final String STORAGE = "/spec/resources/requests/storage";

    private Immutable() {}

    static List<Finding> findings(Comparison each) {
        List<Finding> findings = new ArrayList<>();
        List<String> changed = changed(each);
        if (!changed.isEmpty()) {
            findings.add(Concern.IMMUTABLE_FIELD.block(
                    each.ref() + ": " + String.join(", ", changed)
                            + (changed.size() == 1 ? " changes, and" : " change, and")
                            + " Kubernetes does not let " + (changed.size() == 1 ? "it" : "them"),
                    "only fields that can change in place",
                    remedy(each)));
        }
        shrunk(each).ifPresent(findings::add);
        return findings;
    }

    /** Fields in words, those that the new manifest says otherwise than the old one or the live object. */
    static List<String> changed(Comparison each) {
        List<String> changed = new ArrayList<>();
        JsonNode present = each.present();
        JsonNode expected = each.expected();
        for (String field :
                FIELDS.getOrDefault(each.ref().group() + "/" + each.ref().kind(), List.of())) {
            if (given(each, field)
                    && !ThreeWay.same(present.at(field), expected.at(field))
                    && !tolerated(each, field)) {
                changed.add(field.substring(1).replace('/', '.'));
            }
        }
        boolean sealed = present.path("immutable").asBoolean(false);
        if (sealed && each.ref().group().isEmpty()) {
            for (String field : List.of("/data", "/binaryData")) {
                if (!ThreeWay.same(present.at(field), expected.at(field))) {
                    changed.add(field.substring(1) + " (it is marked immutable)");
                }
            }
        }
        return changed;
    }

    /** A manifest that never said anything about a field leaves it as it is. */
    private static boolean given(Comparison each, String field) {
        return !each.youngBody().at(field).isMissingNode()
                || !each.oldBody().at(field).isMissingNode();
    }

    private static boolean tolerated(Comparison each, String field) {
        JsonNode after = each.expected();
        return switch (field) {
            // Kubernetes chooses an address where none is asked for, and takes it away from an ExternalName.
            case "/spec/clusterIP" ->
                after.at(field).asText("").isEmpty()
                        || after.at("/spec/type").asText().equals("ExternalName");
            // Both are the default.
            case "/type" ->
                after.at(field).asText("").isEmpty()
                                && each.present().at(field).asText("Opaque").equals("Opaque")
                        || after.at(field).asText().equals("Opaque")
                                && each.present().at(field).isMissingNode();
            // A claim that was bound keeps what it was given where the chart asks for nothing.
            case "/spec/storageClassName", "/spec/volumeName", "/spec/volumeMode" ->
                each.youngBody().at(field).isMissingNode();
            default -> false;
        };
    }

    private static Optional<Finding> shrunk(Comparison each) {
        if (!each.young().is("PersistentVolumeClaim")) {
            return Optional.empty();
        }
        Optional<BigDecimal> before = Quantity.of(each.present().at(STORAGE).asText(""));
        Optional<BigDecimal> after = Quantity.of(each.expected().at(STORAGE).asText(""));
        if (before.isEmpty() || after.isEmpty() || after.get().compareTo(before.get()) >= 0) {
            return Optional.empty();
        }
        return Optional.of(Concern.IMMUTABLE_FIELD.block(
                each.ref() + " asks for " + each.expected().at(STORAGE).asText() + " and has "
                        + each.present().at(STORAGE).asText() + ": a volume cannot shrink",
                "at least the size that it has",
                "set its size in the values to what it has, or more"));
    }

    private static String remedy(Comparison each) {
        return switch (each.ref().kind()) {
            case "StatefulSet" ->
                "keep the field by a value, or, as the vendor advises, delete the StatefulSet with"
                        + " `kubectl delete --cascade=orphan` right before the upgrade, so that its pods and claims stay";
            case "PersistentVolumeClaim" -> "keep the field by a value; to change it, move the data to a new claim";
            case "Job" -> "delete the finished Job before the upgrade, or ask the vendor to name it after the version";
            default ->
                "keep the field by a value, or delete the object right before the upgrade as the vendor advises;"
                        + " it is away until helm has made it anew";
        };
    }
}
