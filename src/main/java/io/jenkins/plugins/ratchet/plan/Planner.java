package io.jenkins.plugins.ratchet.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import io.jenkins.plugins.ratchet.plan.path.VersionPath;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        PlanDigest digest = inputs(situation, from);
        List<Finding> findings = new ArrayList<>(Rules.evaluate(situation));
        if (approved != null && !approved.equals(digest.text())) {
            findings.add(0, changed(digest, approved));
        }
        return new Plan(
                from, situation.target().target(), digest.text(), findings, situation.databases(), situation.outlook());
    }

    /** The digest of the plan that starts from this version, which need not be deployed any more. */
    public String digest(Situation situation, ReleaseVersion from) {
        return inputs(situation, from).text();
    }

    private static Finding changed(PlanDigest digest, String approved) {
        List<String> names = digest.changedSince(approved);
        String what = names.isEmpty()
                ? "what the plan was made from is no longer what was approved"
                : "since the plan was approved, this changed: " + String.join(", ", names);
        return Finding.block(
                "plan-unchanged",
                what + "; the plan's digest is now " + digest.text(),
                approved,
                "run `ratchet plan` again and have the new plan approved");
    }

    /** All that the upgrade depends on, named as people are told of it. Append only: the order is in every digest. */
    private PlanDigest inputs(Situation situation, ReleaseVersion from) {
        Config config = situation.config();
        Optional<Integer> revision = Optional.ofNullable(from).map(ReleaseVersion::revision);
        PlanDigest digest = new PlanDigest()
                .add("the release or its namespace", config.namespace() + "/" + config.release())
                // Names the cluster too: an approval for one does not fit another.
                .add(
                        "the live revision, or the cluster",
                        revision.flatMap(situation.history()::revision)
                                        .map(RevisionMeta::uid)
                                        .orElse("")
                                + json(from))
                .add(
                        "the live values",
                        revision.flatMap(situation::release)
                                .map(release -> json(release.values()))
                                .orElse(""))
                .add("the version to go to", json(situation.target().target()))
                .add("the chart's bytes", situation.target().sha256())
                .add("the version of Kubernetes", situation.outlook().kubernetes())
                .add(
                        "the required databases",
                        json(situation.databases().stream()
                                .filter(PlannedDatabase::required)
                                .map(PlannedDatabase::name)
                                .toList()))
                .add("the path of versions, or where they were looked up", json(path(situation, from)))
                .add("setting versions", json(config.versions()))
                .add("setting databases", json(config.databases()))
                .add("setting prepare", json(config.prepare()))
                .add("setting freeze", json(config.freeze()))
                .add("setting upgrade", json(config.upgrade()))
                .add("setting helmArgs", json(config.helmArgs()))
                .add("setting allow", json(config.allow()))
                .add("setting migrations", json(config.migrations()))
                .add(
                        "the migrations",
                        situation
                                .outlook()
                                .knownMigrations()
                                .map(MigrationOutlook::digest)
                                .orElse(""));
        situation
                .outlook()
                .knownKots()
                .ifPresent(kots -> digest.add(
                        "the version in the admin console", json(kots.target().name())));
        situation.outlook().knownTerraform().ifPresent(terraform -> digest.add("Terraform's plan", terraform.digest()));
        situation.outlook().knownCompose().ifPresent(compose -> digest.add("setting compose", json(config.compose())));
        config.values().forEach(file -> digest.add("values file " + file, Sha256.of(read(file))));
        return digest;
    }

    private static List<Object> path(Situation situation, ReleaseVersion from) {
        return situation
                .outlook()
                .knownPath()
                .map(path -> List.<Object>of(
                        path.policy(),
                        path.hops(),
                        path.sources().stream()
                                .filter(VersionPath.SourceAnswer::required)
                                .map(VersionPath.SourceAnswer::name)
                                .toList()))
                .orElse(List.of());
    }

    private static String json(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
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
