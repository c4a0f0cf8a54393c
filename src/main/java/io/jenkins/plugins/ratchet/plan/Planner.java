package io.jenkins.plugins.ratchet.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the plan of a situation: findings, and a digest of what it was made from. */
public final class Planner {
    private final Path directory;

    /**
     * @param directory that of {@code ratchet.yaml}, from which values files are named
     */
    public Planner(Path directory) {
        this.directory = directory;
    }

    /**
     * @param approved digest that was approved; null where none was asked for
     */
    public Plan plan(Situation situation, String approved) {
        ReleaseVersion from = situation.deployed().map(Release::version).orElse(null);
        String digest = digest(situation, from);
        List<Finding> findings = new ArrayList<>(Rules.evaluate(situation));
        if (approved != null && !approved.equals(digest)) {
            findings.add(
                    0,
                    Finding.block(
                            "plan-unchanged",
                            "the plan's digest is now " + digest + ": the live revision, the chart, a values file, the"
                                    + " required databases or the settings changed since it was approved",
                            approved,
                            "run `ratchet plan` again and have the new plan approved"));
        }
        return new Plan(from, situation.target().target(), digest, findings, situation.databases());
    }

    /** The digest of the plan that starts from this version, which need not be deployed any more. */
    public String digest(Situation situation, ReleaseVersion from) {
        Config config = situation.config();
        ObjectNode inputs = Json.mapper().createObjectNode();
        // Names the cluster too: an approval for one does not fit another.
        situation.history().revisions().stream()
                .filter(revision -> from != null && from.revision() == revision.revision())
                .forEach(revision -> inputs.put("revision", revision.uid()));
        inputs.put("release", config.release());
        inputs.put("namespace", config.namespace());
        inputs.set("from", Json.mapper().valueToTree(from));
        inputs.set("to", Json.mapper().valueToTree(situation.target().target()));
        inputs.put("chart", situation.target().sha256());
        ArrayNode values = inputs.putArray("values");
        config.values().forEach(file -> values.add(Sha256.of(read(file))));
        inputs.set("helmArgs", Json.mapper().valueToTree(config.helmArgs()));
        inputs.set("allow", Json.mapper().valueToTree(config.allow()));
        inputs.set("prepare", Json.mapper().valueToTree(config.prepare()));
        ArrayNode databases = inputs.putArray("databases");
        situation.databases().stream()
                .filter(PlannedDatabase::required)
                .forEach(database -> databases.add(database.name()));
        try {
            return "sha256:" + Sha256.of(Json.mapper().writeValueAsBytes(inputs));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan's inputs are always writable as JSON", e);
        }
    }

    private byte[] read(String file) {
        try {
            return Files.readAllBytes(directory.resolve(file));
        } catch (IOException e) {
            throw RunException.usage("values file " + directory.resolve(file)
                    + " cannot be read; it is named under `values` in ratchet.yaml");
        }
    }
}
