package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** Nobody else holds the lock of the release. */
final class NoConcurrentRun implements Rule {
    static final String ID = "no-concurrent-run";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String purpose() {
        return "One run at a time works on a release.";
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
    public List<Finding> evaluate(Situation situation) {
        return situation.lockHolder() == null ? List.of() : List.of(finding(situation.lockHolder()));
    }

    static Finding finding(String holder) {
        return Finding.block(
                ID,
                "another run holds the lock: " + holder,
                "no other run",
                "wait for it to end; the lock of a run that died on another machine is free after a minute at most");
    }
}
