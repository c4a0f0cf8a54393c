package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the product was before the upgrade.
 *
 * @param at when that was looked at
 * @param checks what each check found, at most {@value #MOST}
 */
public record HealthBefore(Instant at, List<CheckBefore> checks) {
    static final int MOST = 100;

    public HealthBefore {
        checks = checks == null ? List.of() : checks.stream().limit(MOST).toList();
    }

    /** Names of the checks that failed. */
    @JsonIgnore
    public List<String> failed() {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(CheckBefore::name)
                .toList();
    }

    public Optional<CheckBefore> of(String check) {
        return checks.stream().filter(each -> each.name().equals(check)).findFirst();
    }
}
