package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.helm.ReleaseState;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** There is exactly one deployed revision to upgrade from. */
final class ReleaseDeployed implements Rule {
    @Override
    public String id() {
        return "release-deployed";
    }

    @Override
    public String purpose() {
        return "Exactly one revision is deployed, so that it is clear what is upgraded and with which values.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    public boolean beforeBackup() {
        return true;
    }

    @Override
    public boolean beforeRestore() {
        return true;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        ReleaseState state = situation.history().state();
        String where = situation.config().namespace() + "/" + situation.config().release();
        switch (state) {
            case ABSENT:
                return block(
                        "release " + where + " does not exist",
                        "check release and namespace in ratchet.yaml and the kubeconfig; Ratchet upgrades, it does not"
                                + " install");
            case UNINSTALLED:
                return block(
                        "release " + where + " was uninstalled, its history kept",
                        "a new installation over an old database needs the vendor's advice; Ratchet upgrades only");
            case SUPERSEDED_ONLY:
                return block(
                        "no revision of release " + where + " is deployed: somebody removed the deployed one",
                        "look at `helm history` and find out what runs before anything else");
            case UNKNOWN:
                return block(
                        "the newest revision of release " + where + " has a status that is not known here",
                        "look at `helm history`; a newer helm may have written it");
            default:
                return situation.deployed().isPresent() || state.pending()
                        ? List.of()
                        : block(
                                "no revision of release " + where + " is deployed, the newest is " + state,
                                "complete the installation first; Ratchet upgrades only. If it was installed once,"
                                        + " look at `helm history` and at what runs");
        }
    }

    private List<Finding> block(String seen, String todo) {
        return List.of(Finding.block(id(), seen, "one deployed revision", todo));
    }
}
