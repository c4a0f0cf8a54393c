package io.jenkins.plugins.ratchet.freeze;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.FreezeStep;
import io.jenkins.plugins.ratchet.config.Preparation;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.upgrade.Preparations;
import io.jenkins.plugins.ratchet.upgrade.Suspensions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Puts back what {@link Freeze} laid to rest, and nothing else; what somebody changed meanwhile stays as they left it. To
 * be used with the lock held; may be run again.
 */
public final class Thaw {
    private final Config config;
    private final Preparations commands;
    private final Suspensions suspensions;

    /** @param directory that of {@code ratchet.yaml} */
    public Thaw(Config config, Path directory, Suspensions suspensions, Events events, BooleanSupplier stopped) {
        this.config = config;
        this.commands = new Preparations("thaw", directory, events, stopped);
        this.suspensions = suspensions;
    }

    /**
     * Thaws the release.
     *
     * @return what was not put back, in words
     */
    public List<String> run() {
        if (suspensions.stored().record().suspension(Suspension.Purpose.FREEZE).isEmpty()) {
            return List.of();
        }
        // Before the record forgets: whoever comes after a crash runs them once more.
        List<FreezeStep> steps = new ArrayList<>(config.freeze());
        Collections.reverse(steps);
        commands.run(steps.stream()
                .filter(step -> !step.undo().isEmpty())
                .map(step -> new Preparation(step.name(), step.undo(), null, step.timeout()))
                .toList());
        return suspensions.putBack(Suspension.Purpose.FREEZE);
    }
}
