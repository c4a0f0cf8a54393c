package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.helm.ChartContent;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Judges the release as a whole: its size, its hooks, the definitions beside it. */
final class ReleaseReview {
    /** What Kubernetes lets a Secret hold; helm fails late, after the pre-upgrade hooks, where it is more. */
    static final int LARGEST = 1_048_576;

    private ReleaseReview() {}

    static List<Finding> size(int bytes) {
        String seen = "the release takes " + Units.bytes(bytes) + " as helm stores it, " + bytes * 100L / LARGEST
                + " % of what a Secret can hold";
        String todo = "ask the vendor for a smaller chart, or take large files out of the values";
        if (bytes > LARGEST) {
            return List.of(Concern.RELEASE_SIZE.block(seen, "at most " + LARGEST + " bytes", todo));
        }
        return bytes * 10L > LARGEST * 8L
                ? List.of(Concern.RELEASE_SIZE.warn(seen, "less than 80 %", todo))
                : List.of();
    }

    static List<Finding> hooks(List<ManifestObject> young) {
        return young.stream()
                .filter(object -> object.isHook() && object.hook().upgradeJob())
                .filter(object -> object.hook().deletePolicies().equals(List.of("hook-succeeded")))
                .map(object -> Concern.HOOK_EVIDENCE.warn(
                        "hook " + object.ref()
                                + " has hook-succeeded as its only delete policy: once it is done its log"
                                + " is in Ratchet's report only, and one that failed stands in the way of the next"
                                + " attempt",
                        "before-hook-creation among its policies",
                        "keep the report; after a failure save the Job's log and delete the Job before going on"))
                .toList();
    }

    /** What is to be looked up for {@link #definitions}. */
    static List<ManifestObject> definitions(ChartContent chart, Manifests manifests) {
        List<ManifestObject> definitions = new ArrayList<>();
        chart.crds()
                .values()
                .forEach(bytes -> definitions.addAll(manifests.objects(new String(bytes, StandardCharsets.UTF_8))));
        return definitions.stream()
                .filter(object -> object.is("CustomResourceDefinition"))
                .toList();
    }

    static List<Finding> definitions(Collection<ManifestObject> definitions, LiveObjects live) {
        List<String> behind = new ArrayList<>();
        Map<String, List<String>> unseen = new TreeMap<>();
        for (ManifestObject definition : definitions) {
            Sight sight = live.sight(definition.ref());
            if (!sight.looked()) {
                unseen.computeIfAbsent(sight.problem(), any -> new ArrayList<>())
                        .add(definition.ref().name());
            } else if (!sight.exists()) {
                behind.add(definition.ref().name() + " (missing)");
            } else {
                JsonNode spec = sight.object().path("spec");
                JsonNode wanted = definition.body().path("spec");
                if (!ThreeWay.same(spec, ThreeWay.merge(wanted, wanted, spec))) {
                    behind.add(definition.ref().name() + " (differs)");
                }
            }
        }
        List<Finding> findings = new ArrayList<>();
        if (!behind.isEmpty()) {
            findings.add(Concern.CRD_NOT_UPDATED.warn(
                    "the cluster's definitions are not those of the chart's crds/, and helm does not update them: "
                            + Words.some(behind, 6),
                    "the definitions that the target chart comes with",
                    "apply them before the upgrade as the vendor says, e.g. `kubectl apply --server-side -f crds/`"));
        }
        unseen.forEach((problem, names) -> findings.add(Concern.NOT_LOOKED_AT.warn(
                "definitions not compared with the chart's crds/, " + problem + ": " + Words.some(names, 6),
                "a look at every definition of the chart",
                "grant get on customresourcedefinitions to who runs Ratchet, or look yourself")));
        return findings;
    }
}
