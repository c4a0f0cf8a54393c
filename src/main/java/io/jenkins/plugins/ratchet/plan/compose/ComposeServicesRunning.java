package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** The migration finds what it needs running, and the services serve before they are rolled. */
public final class ComposeServicesRunning extends ComposeRule {
    @Override
    public String id() {
        return "compose-services-running";
    }

    @Override
    public String purpose() {
        return "The services that the migration depends on run and are healthy, as it is run on the database that serves;"
                + " of others it is told that they are not.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    List<Finding> judge(ComposeOutlook project) {
        String needed = unready(project, ServiceChange.Role.NEEDED);
        if (!needed.isEmpty()) {
            return List.of(Finding.block(
                    id(),
                    "the migration needs services that are not ready: " + needed,
                    "services that run and are healthy",
                    "start them in the version that is installed, and see to what keeps them from being healthy"));
        }
        String others = unready(project, ServiceChange.Role.ROLLED);
        return others.isEmpty()
                ? List.of()
                : List.of(Finding.warn(
                        id(),
                        "services are not ready before the upgrade: " + others,
                        "services that run and are healthy",
                        "see to them first: afterwards nobody can tell whether the upgrade broke them"));
    }

    private static String unready(ComposeOutlook project, ServiceChange.Role role) {
        return project.services().stream()
                .filter(change -> change.role() == role && change.before() != null && change.unready() != null
                        || role == ServiceChange.Role.NEEDED && change.role() == role && change.unready() != null)
                .map(change -> change.service() + ": " + change.unready())
                .collect(Collectors.joining("; "));
    }
}
