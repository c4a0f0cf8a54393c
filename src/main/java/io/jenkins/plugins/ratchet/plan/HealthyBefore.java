package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.config.Durations;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.HealthBefore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** An upgrade does not start from a broken system, and a check that fails afterwards is known to have passed before. */
final class HealthyBefore implements Rule {
    private static final String ID = "healthy-before";
    private static final String TODO = "run `ratchet verify --before`";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String purpose() {
        return "Checks made before the upgrade (`ratchet verify --before`) passed, where upgrade.healthyBefore demands them or"
                + " somebody made them: after the current revision was deployed, not longer ago than backups.maxAge.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        if (situation
                .open()
                .filter(Upgrade::isResumable)
                .filter(Upgrade::isBegun)
                .isPresent()) {
            return List.of(); // what was before the first attempt cannot be seen any more
        }
        Optional<HealthBefore> found =
                situation.open().filter(Upgrade::isResumable).map(Upgrade::health);
        Optional<String> missing = found.map(health -> outdated(situation, health))
                .orElse(Optional.of("nobody looked whether the product is well before the upgrade"));
        if (missing.isPresent()) {
            return missing(situation, missing.get());
        }
        return found.get().failed().isEmpty() ? List.of() : List.of(weighed(situation, unhealthy(found.get())));
    }

    private static List<Finding> missing(Situation situation, String seen) {
        if (situation.config().upgrade().healthyBefore()) {
            Finding demanded = Finding.block(ID, seen, "green checks from before the upgrade", TODO);
            return List.of(weighed(situation, demanded));
        }
        boolean any = situation.config().checks().stream().anyMatch(Check::madeBefore);
        return any
                ? List.of(Finding.info(ID, seen + "; a check that fails afterwards may never have passed: " + TODO))
                : List.of();
    }

    /** Before its turn it is a duty still to be done. */
    private static Finding weighed(Situation situation, Finding finding) {
        return situation.purpose() == Purpose.PLAN
                ? Finding.warn(ID, finding.seen(), finding.expected(), finding.todo())
                : finding;
    }

    private static Optional<String> outdated(Situation situation, HealthBefore health) {
        String looked =
                "the checks before the upgrade were made at " + health.at().truncatedTo(ChronoUnit.SECONDS);
        Instant deployed = situation.deployed().map(Release::lastDeployed).orElse(null);
        if (deployed != null && health.at().isBefore(deployed)) {
            return Optional.of(looked + ", before the current revision was deployed");
        }
        Duration age = Duration.between(health.at(), situation.now());
        Duration oldest = situation.config().backups().maxAge();
        return age.compareTo(oldest) > 0
                ? Optional.of(looked + ", longer ago than backups.maxAge (" + Durations.format(oldest) + ")")
                : Optional.empty();
    }

    static Finding unhealthy(HealthBefore found) {
        return Finding.block(
                ID,
                "before the upgrade these checks failed: " + String.join(", ", found.failed()),
                "a product that is well before it is upgraded",
                "mend what they name, then " + TODO + " again");
    }
}
