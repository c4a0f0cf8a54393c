package io.jenkins.plugins.ratchet.plan.kots;

import io.jenkins.plugins.ratchet.kots.AdminConsole;
import io.jenkins.plugins.ratchet.kots.KotsArchive;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
        return situation
                .outlook()
                .withKots(new KotsOutlook(
                        console.version().orElse(null),
                        archive.minKotsVersion().orElse(null),
                        current,
                        target,
                        current == null ? List.of() : between(versions, current, target)));
    }

    /** Of several versions with one label the console deploys the one that it lists first. */
    public static Optional<KotsVersion> newest(List<KotsVersion> versions, String label) {
        return versions.stream()
                .filter(version -> version.label().equals(label))
                .findFirst();
    }

    private static List<KotsVersion> between(List<KotsVersion> versions, KotsVersion current, KotsVersion target) {
        int from = place(versions, current);
        int to = place(versions, target);
        if (from < 0 || to < 0 || from == to) {
            return List.of();
        }
        List<KotsVersion> between = new ArrayList<>(versions.subList(Math.min(from, to) + 1, Math.max(from, to)));
        Collections.reverse(between);
        // A change of the configuration makes a further sequence of a version that is there already.
        between.removeIf(version ->
                version.label().equals(current.label()) || version.label().equals(target.label()));
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
