package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which of the changes destroy, interrupt or cannot be made. */
final class Destruction {
    /** Kinds, with their API group, whose deletion takes data along or leaves it without its owner. */
    private static final Map<String, String> DATA = Map.of(
            "PersistentVolumeClaim", "",
            "PersistentVolume", "",
            "Namespace", "",
            "StatefulSet", "apps",
            "Cluster", "postgresql.cnpg.io",
            "postgresql", "acid.zalan.do",
            "MongoDBCommunity", "mongodbcommunity.mongodb.com",
            "RedisFailover", "databases.spotahome.com");

    private Destruction() {}

    static List<Finding> of(List<Comparison> comparisons) {
        List<Finding> findings = new ArrayList<>();
        for (Comparison each : comparisons) {
            if (each.young() == null) {
                deleted(each, findings);
            } else if (!each.created()) {
                findings.addAll(Immutable.findings(each));
                serviceType(each, findings);
                scaledToZero(each, findings);
            }
        }
        return findings;
    }

    private static void deleted(Comparison each, List<Finding> findings) {
        if (!each.deleted()) {
            return;
        }
        String kind = each.ref().kind();
        if (kind.equals("CustomResourceDefinition")) {
            findings.add(Concern.CRD_REMOVED.block(
                    each.ref() + " is no longer in the chart: helm deletes it, and with it every object of that kind in"
                            + " the whole cluster",
                    "custom resources that stay",
                    "annotate it with helm.sh/resource-policy=keep first, or ask the vendor"));
        } else if (each.ref().group().equals(DATA.get(kind))) {
            findings.add(Concern.DATA_DELETED.block(
                    each.ref() + " is no longer in the chart: helm deletes it" + consequence(each),
                    "data that stays",
                    "back it up; to keep it, annotate it with helm.sh/resource-policy=keep in a release before this one;"
                            + " where it is meant to go, allow this rule with that reason"));
        }
    }

    private static String consequence(Comparison each) {
        if (!each.ref().kind().equals("StatefulSet")) {
            return " with what it holds";
        }
        boolean claimsToo = each.present()
                .at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted")
                .asText("")
                .equals("Delete");
        return claimsToo
                ? ", and Kubernetes its volume claims (whenDeleted: Delete)"
                : "; its volume claims stay, without anything that uses them";
    }

    private static void serviceType(Comparison each, List<Finding> findings) {
        if (!each.young().is("Service") || !each.ref().group().isEmpty()) {
            return;
        }
        String before = each.present().at("/spec/type").asText("ClusterIP");
        String after = each.expected().at("/spec/type").asText("ClusterIP");
        if (!before.equals(after)) {
            findings.add(Concern.SERVICE_TYPE.warn(
                    each.ref() + " becomes " + after + ", it is " + before,
                    "the type that clients know",
                    "see who reaches it by node port, load balancer or cluster address"));
        }
    }

    private static void scaledToZero(Comparison each, List<Finding> findings) {
        JsonNode after = each.youngBody().at("/spec/replicas");
        int before = each.present().at("/spec/replicas").asInt(1);
        if (after.isNumber() && after.asInt() == 0 && before > 0) {
            findings.add(Concern.SCALED_TO_ZERO.warn(
                    each.ref() + " has " + before + (before == 1 ? " replica" : " replicas") + " and gets 0",
                    "replicas that serve",
                    "see whether it is meant to stop"));
        }
    }
}
