package io.jenkins.plugins.ratchet.plan.path;

import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Rule;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.plan.change.ObjectChange;
import io.jenkins.plugins.ratchet.plan.change.ObjectRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the release is made of is still served by this cluster, and by the next minor version of Kubernetes. */
public final class RemovedApis implements Rule {
    private static final Pattern API_VERSION = Pattern.compile("(?m)^apiVersion:\\s*[\"']?([^\\s\"']+)");
    private static final Pattern KIND = Pattern.compile("(?m)^kind:\\s*[\"']?([^\\s\"']+)");
    private static final Pattern NAME = Pattern.compile("(?m)^  name:\\s*[\"']?([^\\s\"']+)");
    private static final Pattern MINOR = Pattern.compile("v?1\\.(\\d{1,4})\\b.*");

    /** Whether the object's version is gone, and since which minor version; a kind of * stands for all of a version. */
    private record Removal(String apiVersion, String kind, int minor) {}

    /** As Kubernetes's own guide to deprecated APIs has it. */
    private static final List<Removal> REMOVED = List.of(
            new Removal("extensions/v1beta1", "Ingress", 22),
            new Removal("extensions/v1beta1", "*", 16),
            new Removal("apps/v1beta1", "*", 16),
            new Removal("apps/v1beta2", "*", 16),
            new Removal("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", 22),
            new Removal("admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration", 22),
            new Removal("apiextensions.k8s.io/v1beta1", "*", 22),
            new Removal("apiregistration.k8s.io/v1beta1", "*", 22),
            new Removal("certificates.k8s.io/v1beta1", "CertificateSigningRequest", 22),
            new Removal("coordination.k8s.io/v1beta1", "Lease", 22),
            new Removal("networking.k8s.io/v1beta1", "Ingress", 22),
            new Removal("networking.k8s.io/v1beta1", "IngressClass", 22),
            new Removal("rbac.authorization.k8s.io/v1beta1", "*", 22),
            new Removal("scheduling.k8s.io/v1beta1", "PriorityClass", 22),
            new Removal("storage.k8s.io/v1beta1", "CSIDriver", 22),
            new Removal("storage.k8s.io/v1beta1", "CSINode", 22),
            new Removal("storage.k8s.io/v1beta1", "StorageClass", 22),
            new Removal("storage.k8s.io/v1beta1", "VolumeAttachment", 22),
            new Removal("storage.k8s.io/v1beta1", "CSIStorageCapacity", 27),
            new Removal("batch/v1beta1", "CronJob", 25),
            new Removal("discovery.k8s.io/v1beta1", "EndpointSlice", 25),
            new Removal("events.k8s.io/v1beta1", "Event", 25),
            new Removal("autoscaling/v2beta1", "HorizontalPodAutoscaler", 25),
            new Removal("autoscaling/v2beta2", "HorizontalPodAutoscaler", 26),
            new Removal("policy/v1beta1", "*", 25),
            new Removal("node.k8s.io/v1beta1", "RuntimeClass", 25),
            new Removal("flowcontrol.apiserver.k8s.io/v1beta1", "*", 26),
            new Removal("flowcontrol.apiserver.k8s.io/v1beta2", "*", 29),
            new Removal("flowcontrol.apiserver.k8s.io/v1beta3", "*", 32));

    @Override
    public String id() {
        return "removed-apis";
    }

    @Override
    public String purpose() {
        return "No object that the target makes or changes is of an API version that this cluster no longer serves; one that"
                + " the next minor version of Kubernetes removes is warned of.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        String kubernetes = situation.outlook().kubernetes();
        Matcher matcher = MINOR.matcher(kubernetes == null ? "" : kubernetes);
        if (!matcher.matches() || situation.outlook().knownChanges().isEmpty()) {
            return List.of();
        }
        int minor = Integer.parseInt(matcher.group(1));
        List<Finding> findings = new ArrayList<>();
        for (ObjectRef object : objects(situation)) {
            REMOVED.stream()
                    .filter(removal -> removal.apiVersion().equals(object.apiVersion())
                            && (removal.kind().equals("*") || removal.kind().equals(object.kind())))
                    .findFirst()
                    .filter(removal -> removal.minor() <= minor + 1)
                    .ifPresent(removal -> findings.add(finding(object, removal, minor)));
        }
        return findings;
    }

    /** What the target makes or changes, and what stays of the deployed release: helm reads both when it upgrades. */
    private static Set<ObjectRef> objects(Situation situation) {
        Set<ObjectRef> objects = new LinkedHashSet<>();
        Set<String> told = new HashSet<>();
        for (ObjectChange change :
                situation.outlook().knownChanges().orElseThrow().objects()) {
            told.add(change.object().toString());
            if (change.action() != ObjectChange.Action.DELETE && change.action() != ObjectChange.Action.KEEP) {
                objects.add(change.object());
            }
        }
        String manifest = situation.deployed().map(Release::manifest).orElse("");
        for (String document : manifest.split("(?m)^---.*$")) {
            ObjectRef object =
                    new ObjectRef(first(API_VERSION, document), first(KIND, document), null, first(NAME, document));
            if (!told.contains(object.toString())) {
                objects.add(object);
            }
        }
        return objects;
    }

    private static String first(Pattern pattern, String document) {
        Matcher matcher = pattern.matcher(document);
        return matcher.find() ? matcher.group(1) : "";
    }

    private Finding finding(ObjectRef object, Removal removal, int minor) {
        String seen = object + " is of " + object.apiVersion() + ", which Kubernetes 1." + removal.minor() + " removed";
        return removal.minor() <= minor
                ? Finding.block(
                        id(),
                        seen + "; the cluster is 1." + minor,
                        "API versions that the cluster serves",
                        "ask the vendor for a chart that is made for this version of Kubernetes")
                : Finding.warn(
                        id(),
                        seen.replace("removed", "removes"),
                        null,
                        "upgrade the product to a newer chart before the cluster goes to 1." + removal.minor());
    }
}
