package io.jenkins.plugins.ratchet.plan.path;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Rule;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;
import java.util.Optional;

/** No version is skipped that the vendor says must be stepped through. */
public final class VersionStepping implements Rule {
    @Override
    public String id() {
        return "version-path";
    }

    @Override
    public String purpose() {
        return "No released version is skipped that `versions.stepping` says must be passed through; a way that cannot be"
                + " told is refused too.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        Optional<VersionPath> known = situation.outlook().knownPath();
        if (known.isEmpty() || known.get().from() == null) {
            return List.of();
        }
        VersionPath path = known.get();
        if (path.problem() != null) {
            return List.of(Finding.block(
                    id(),
                    "whether " + path.from() + " → " + path.to() + " skips a version cannot be told: " + path.problem(),
                    "policy " + path.policy() + " kept",
                    "name a place that knows the released versions under versions.sources, such as a list file"));
        }
        if (path.skips()) {
            String next = path.hops().get(0).target();
            return List.of(Finding.block(
                    id(),
                    path.from() + " → " + path.to() + " skips versions; the way is " + path.spelled(),
                    "policy " + path.policy() + " kept",
                    "go to " + next + " first, or let `ratchet upgrade --through` walk the way"));
        }
        return path.note() == null
                ? List.of()
                : List.of(Finding.warn(
                        id(),
                        "nothing is known to lie between " + path.spelled() + ", but " + path.note(),
                        null,
                        null));
    }
}
