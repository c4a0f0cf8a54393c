package io.jenkins.plugins.ratchet.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.util.List;
import java.util.Map;

/** Binds an approval to the restore that was shown: everything that decides what it does goes in. */
final class RestoreDigest {
    private RestoreDigest() {}

    /** @param chart null where the release is not touched */
    static String of(
            Situation situation,
            RestoreRequest request,
            Upgrade upgrade,
            List<Subject> subjects,
            List<StoreSubject> others,
            List<String> writers,
            Map<String, String> repoint,
            VersionOfThen chart) {
        ObjectNode inputs = Json.mapper().createObjectNode();
        inputs.put("release", situation.config().release());
        inputs.put("namespace", situation.config().namespace());
        situation.history().newest().ifPresent(newest -> inputs.put("revision", newest.uid()));
        inputs.put("upgrade", upgrade.id());
        inputs.put("strategy", request.strategy().toString());
        inputs.put("reason", request.reason());
        inputs.set("to", Json.mapper().valueToTree(upgrade.from()));
        if (upgrade.restore() != null) {
            // Going back once more is another decision than the one that was carried out.
            inputs.put("after", upgrade.restore().startedAt().toString());
        }
        inputs.put("chart", chart == null ? null : chart.description());
        if (chart != null && !chart.pinned().isEmpty()) {
            inputs.set("pinned", Json.mapper().valueToTree(chart.pinned()));
        }
        inputs.set("writers", Json.mapper().valueToTree(writers));
        inputs.set("repoint", Json.mapper().valueToTree(repoint.keySet()));
        for (Subject subject : subjects) {
            inputs.withArrayProperty("databases")
                    .addObject()
                    .put("database", subject.entry().database())
                    .put("manifest", subject.entry().manifestSha256())
                    .put("present", subject.present())
                    .put("server", subject.names().server());
        }
        for (StoreSubject subject : others) {
            inputs.withArrayProperty("databases")
                    .addObject()
                    .put("database", subject.entry().database())
                    .put("manifest", subject.entry().manifestSha256())
                    .put("present", subject.restore().present());
        }
        try {
            return "sha256:" + Sha256.of(Json.mapper().writeValueAsBytes(inputs));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan's inputs are always writable as JSON", e);
        }
    }
}
