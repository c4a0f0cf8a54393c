package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.cluster.Writers;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.upgrade.UpgradeContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Helm release in a cluster: writers are the workloads that ratchet.yaml declares, and helm brings the chart back. */
final class ClusterGround implements Ground {
    private final UpgradeContext context;

    ClusterGround(RestoreContext context) {
        this.context = context.release();
    }

    @Override
    public VersionOfThen then(Upgrade upgrade, Map<String, String> repoint) {
        return MatchingChart.find(context, upgrade.from(), repoint);
    }

    @Override
    public String byHand(Upgrade upgrade) {
        return "the release is left as it is: change the above and install the matching chart yourself";
    }

    @Override
    public List<String> writers(List<Database> databases, VersionOfThen then) {
        return databases.stream()
                .flatMap(database -> database.writers().stream())
                .distinct()
                .toList();
    }

    @Override
    public boolean writersAreDeclared() {
        return true;
    }

    @Override
    public String shown(String writer) {
        return new Writers(context.cluster(), context.config().namespace())
                .replicas(writer)
                .map(replicas -> writer + ", replicas " + replicas)
                .orElse(writer + ", which does not exist now");
    }

    @Override
    public void stopWriters(List<String> writers, UpgradeLock lock, RestoreRecorder recorder) {
        new ClusterWriters(context, lock, recorder).stop(writers);
    }

    @Override
    public void putBackWriters(RestoreRecorder recorder) {
        new ClusterWriters(context, null, recorder).start();
    }

    @Override
    public void startWriters(VersionOfThen then, RestoreRecorder recorder) {
        new ClusterWriters(context, null, recorder).start();
    }

    @Override
    public void settle(Restore half) {
        Reinstallation.settle(context, half);
    }

    @Override
    public Optional<Release> back(Restore restore) {
        return Reinstallation.done(context, restore);
    }

    @Override
    public Installed install(VersionOfThen then, UpgradeLock lock, RestoreRecorder recorder) {
        new ClusterWriters(context, lock, recorder).disown();
        Reinstallation reinstallation = new Reinstallation(context, lock, recorder);
        Release installed = reinstallation.run((MatchingChart) then);
        return new Installed(installed, reinstallation.jobs());
    }
}
