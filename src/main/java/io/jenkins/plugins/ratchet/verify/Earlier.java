package io.jenkins.plugins.ratchet.verify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the checks found before the upgrade.
 *
 * @param at when that was
 */
public record Earlier(Instant at, List<Found> checks) {

    /**
     * What one of them found.
     *
     * @param value its result; null where it is not remembered in full
     * @param same whether a later result is the same; null where it is not to be compared
     */
    public record Found(String check, boolean passed, String value, Predicate<String> same) {}

    public Earlier {
        checks = List.copyOf(checks);
    }

    Optional<Found> of(String check) {
        return checks.stream().filter(found -> found.check().equals(check)).findFirst();
    }
}
