package io.jenkins.plugins.ratchet.plan.migration;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.config.MigrationPolicy;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.migration.LintFinding.Severity;
import io.jenkins.plugins.ratchet.migration.MigrationFiles;
import io.jenkins.plugins.ratchet.migration.SourceTree;
import io.jenkins.plugins.ratchet.migration.pair.ChartDifference;
import io.jenkins.plugins.ratchet.migration.pair.NewMigrations;
import io.jenkins.plugins.ratchet.migration.pair.References;
import io.jenkins.plugins.ratchet.migration.pair.RollbackScenario;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.Rehearsal;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the charts, the migrations and the code of two versions, and tells what a way back between them would take. */
public final class MigrationReader implements OutlookReader {
    private static final int SHOWN_FINDINGS = 50;
    private static final int SHOWN_FILES = 200;

    private final ReleaseStore releases;
    private final Path directory;

    /**
     * @param releases null where no chart makes the release
     * @param directory that of {@code ratchet.yaml}, from which trees are named
     */
    public MigrationReader(ReleaseStore releases, Path directory) {
        this.releases = releases;
        this.directory = directory;
    }

    @Override
    public Outlook read(Situation situation) {
        Optional<RevisionMeta> deployed = situation.history().deployed();
        if (deployed.isEmpty()) {
            return situation.outlook(); // nothing to go back to
        }
        List<String> doubts = new ArrayList<>();
        ChartDifference chart = chart(deployed.get(), situation, doubts);
        MigrationPolicy policy = situation.config().migrations();
        Trees trees = policy == null || policy.old() == null ? null : trees(policy, situation, doubts);
        NewMigrations migrations = trees == null
                ? null
                : NewMigrations.between(trees.old, trees.now, policy.tool(), Pattern.compile(policy.tag()));
        References.Found references = trees == null ? null : References.find(trees.old, migrations.losses());
        RollbackScenario scenario = RollbackScenario.of(
                new RollbackScenario.Input(chart, migrations, references, policy == null || policy.writes()));
        List<String> evidence = new ArrayList<>(scenario.evidence());
        evidence.addAll(doubts);
        return situation
                .outlook()
                .withMigrations(outlook(policy, scenario, evidence, migrations, rehearsal(situation), trees));
    }

    private static MigrationOutlook outlook(
            MigrationPolicy policy,
            RollbackScenario scenario,
            List<String> evidence,
            NewMigrations migrations,
            Rehearsal rehearsal,
            Trees trees) {
        List<LintFinding> findings = migrations == null
                ? List.of()
                : migrations.findings().stream()
                        .sorted(Comparator.comparing(LintFinding::severity))
                        .toList();
        return new MigrationOutlook(
                policy != null && policy.old() != null,
                scenario.number(),
                scenario.cost(),
                evidence,
                migrations == null ? List.of() : first(migrations.files(), SHOWN_FILES),
                first(findings, SHOWN_FINDINGS),
                findings.stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .count(),
                rehearsal,
                trees == null ? null : trees.digest(policy.tool()));
    }

    private static Rehearsal rehearsal(Situation situation) {
        return situation
                .open()
                .flatMap(open -> open.rehearsed(situation.target().target()))
                .orElse(null);
    }

    private static <T> List<T> first(List<T> all, int most) {
        return all.subList(0, Math.min(most, all.size()));
    }

    private ChartDifference chart(RevisionMeta deployed, Situation situation, List<String> doubts) {
        if (releases == null) {
            return null;
        }
        Optional<JsonNode> stored = releases.raw(deployed);
        if (stored.isEmpty()) {
            return null;
        }
        try {
            return ChartDifference.between(
                    ChartReader.stored(stored.get()),
                    ChartReader.local(situation.target().path().toAbsolutePath()));
        } catch (RunException | IllegalArgumentException e) {
            doubts.add("the charts: " + e.getMessage());
            return null;
        }
    }

    /** A tree that is not there leaves a doubt, and no error: the upgrade itself does not need it. */
    private Trees trees(MigrationPolicy policy, Situation situation, List<String> doubts) {
        try {
            ReleaseVersion from = situation.deployed().orElseThrow().version();
            return new Trees(
                    tree(policy, policy.old(), from),
                    tree(policy, policy.now(), situation.target().target()));
        } catch (RunException e) {
            doubts.add("the trees under migrations: " + e.getMessage());
            return null;
        }
    }

    private SourceTree tree(MigrationPolicy policy, String place, ReleaseVersion version) {
        String named = place.replace(
                        "{version}", version.appVersion() == null ? version.chartVersion() : version.appVersion())
                .replace("{chart}", version.chartVersion());
        return SourceTree.read(directory, named, policy.path(), References::isOfInterest);
    }

    private record Trees(SourceTree old, SourceTree now) {
        String digest(MigrationPolicy.Tool tool) {
            Sha256 digest = new Sha256();
            for (SourceTree tree : List.of(old, now)) {
                tree.files().forEach((path, content) -> {
                    if (tool == MigrationPolicy.Tool.rails
                            ? MigrationFiles.isRails(path)
                            : MigrationFiles.isSqlAmongCode(path)) {
                        digest.update(path + "\0" + Sha256.of(content) + "\n");
                    }
                });
                digest.update("\n");
            }
            return digest.hex();
        }
    }
}
