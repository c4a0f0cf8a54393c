package io.jenkins.plugins.ratchet.helm;

import java.util.List;

/**
 * A hook of a revision.
 *
 * @param events {@code pre-upgrade}, {@code post-upgrade} …
 * @param deletePolicies {@code before-hook-creation}, {@code hook-succeeded}, {@code hook-failed}
 */
public record Hook(String name, String kind, List<String> events, List<String> deletePolicies) {

    public Hook {
        events = List.copyOf(events);
        deletePolicies = List.copyOf(deletePolicies);
    }

    /** Whether it is a Job that an upgrade runs, before or after the manifests are applied. */
    public boolean upgradeJob() {
        return kind.equals("Job") && (events.contains("pre-upgrade") || events.contains("post-upgrade"));
    }
}
