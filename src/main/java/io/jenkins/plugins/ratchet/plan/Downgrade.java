package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.util.List;
import java.util.Optional;

/** Compares a target version with every version that it may not be older than. */
record Downgrade(String rule, String what, VersionScheme scheme) {
    private static final String ONLY_WAY_BACK = "name that version or a newer one; the only way back is a restore of a"
            + " backup taken before the upgrade";

    /** A version not to fall below, and what it is. */
    record Bound(Optional<String> version, String meaning) {}

    /** At most one finding: the first bound that is not kept. */
    List<Finding> find(String target, List<Bound> bounds) {
        for (Bound bound : bounds) {
            if (bound.version().isEmpty() || bound.version().get().equals(target)) {
                continue;
            }
            String known = bound.version().get();
            try {
                if (scheme.isOlder(target, known)) {
                    return List.of(Finding.block(
                            rule,
                            what + " " + target + " is older than " + known + ", which " + bound.meaning(),
                            known + " or newer",
                            ONLY_WAY_BACK));
                }
            } catch (IllegalArgumentException e) {
                return List.of(Finding.block(
                        rule,
                        what + " " + target + " cannot be compared with " + known + ": " + e.getMessage(),
                        "versions of one scheme",
                        "set versions.scheme in ratchet.yaml, or list the product's versions under versions.list"));
            }
        }
        return List.of();
    }
}
