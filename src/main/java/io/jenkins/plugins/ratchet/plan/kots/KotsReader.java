package io.jenkins.plugins.ratchet.plan.kots;

import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.kots.AdminConsole;
import io.jenkins.plugins.ratchet.kots.KotsArchive;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.plan.path.SupportWindow;
import io.jenkins.plugins.ratchet.record.ConsoleVersion;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads from the admin console what lies between the version that is deployed and the target. */
public final class KotsReader implements OutlookReader {
    private final AdminConsole console;

    public KotsReader(AdminConsole console) {
        this.console = console;
    }

    @Override
    public Outlook read(Situation situation) {
        String label = situation.target().label();
        List<KotsVersion> versions = console.versions();
        KotsVersion target = newest(versions, label)
                .orElseThrow(() -> RunException.unavailable("the admin console has version " + label + " no longer"));
        KotsVersion current = console.current().orElse(null);
        KotsArchive archive = new KotsArchive(situation.target().path().getParent());
        Optional<String> undone = undone(situation, current);
        boolean onceMore = undone.isPresent() || current != null && current.is(KotsVersion.FAILED);
        KotsOutlook kots = new KotsOutlook(
                console.version().orElse(null),
                archive.minKotsVersion().orElse(null),
                current,
                target,
                undone.orElse(null),
                archive.helmFlags(situation.target().name()),
                console.automatic().orElse(null),
                current == null ? List.of() : between(versions, current, target, onceMore));
        return situation.outlook().withKots(kots).withSupport(support(situation, kots));
    }

    private static SupportWindow support(Situation situation, KotsOutlook kots) {
        ChartInfo target = situation.target();
        KotsVersion current = kots.current();
        return SupportWindow.of(
                situation.config().versions(),
                current == null ? null : current.label(),
                target,
                version -> Optional.ofNullable(
                        current != null && version.equals(current.label())
                                ? current.released()
                                : kots.target().released()));
    }

    /** The console keeps its own book: what became of the release after its deployment it does not see. */
    private static Optional<String> undone(Situation situation, KotsVersion current) {
        if (current == null || !current.is(KotsVersion.DEPLOYED)) {
            return Optional.empty();
        }
        Optional<ReleaseVersion> deployed =
                situation.deployed().map(release -> release.version().withRevision(0));
        return situation
                .record()
                .flatMap(record -> deployment(record, current.name()))
                .map(upgrade -> upgrade.to().withRevision(0))
                .filter(made -> deployed.isPresent() && !made.equals(deployed.get()))
                .map(made -> deployed.get().chartVersion());
    }

    private static Optional<Upgrade> deployment(UpgradeRecord record, ConsoleVersion version) {
        return Stream.concat(record.past().stream(), Stream.ofNullable(record.open()))
                .filter(upgrade ->
                        upgrade.isBegun() && version.equals(upgrade.helm().console()))
                .reduce((older, newer) -> newer);
    }

    /** Of several versions with one label the console deploys the one that it lists first. */
    public static Optional<KotsVersion> newest(List<KotsVersion> versions, String label) {
        return versions.stream()
                .filter(version -> version.label().equals(label))
                .findFirst();
    }

    /** @param onceMore whether the current version has to be deployed again, by a further sequence of it */
    private static List<KotsVersion> between(
            List<KotsVersion> versions, KotsVersion current, KotsVersion target, boolean onceMore) {
        int from = place(versions, current);
        int to = place(versions, target);
        if (from < 0 || to < 0 || from == to) {
            return List.of();
        }
        List<KotsVersion> between = new ArrayList<>(versions.subList(Math.min(from, to) + 1, Math.max(from, to)));
        Collections.reverse(between);
        // A change of the configuration makes a further sequence of a version that is there already.
        between.removeIf(version -> version.label().equals(target.label())
                || !onceMore && version.label().equals(current.label()));
        return between;
    }

    private static int place(List<KotsVersion> versions, KotsVersion wanted) {
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).sequence() == wanted.sequence()) {
                return i;
            }
        }
        return -1;
    }
}
