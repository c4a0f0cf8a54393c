package io.jenkins.plugins.ratchet.scenario;

/**
 * A version of the shop's chart and how its migration behaves.
 *
 * @param before shell commands that the hook Job runs before it commits the migration
 * @param after shell commands that it runs after that
 * @param neverReady whether its pods never become ready
 */
public record Chart(String name, String version, String appVersion, String before, String after, boolean neverReady) {

    public static Chart of(String version) {
        return new Chart("shop", version, version, "", "", false);
    }

    Chart named(String other) {
        return new Chart(other, version, appVersion, before, after, neverReady);
    }

    Chart appVersion(String other) {
        return new Chart(name, version, other, before, after, neverReady);
    }

    Chart failingBeforeCommit() {
        return before("echo 'cannot begin' >&2; exit 1");
    }

    Chart failingAfterCommit() {
        return after("echo 'index failed' >&2; exit 1");
    }

    /** The hook Job waits before it commits, until {@link Shop#letGo} is called for this version. */
    public Chart waiting() {
        return before("until [ -e go-" + version + " ]; do sleep 0.1; done");
    }

    public Chart before(String commands) {
        return new Chart(name, version, appVersion, commands, after, neverReady);
    }

    Chart after(String commands) {
        return new Chart(name, version, appVersion, before, commands, neverReady);
    }

    Chart unready() {
        return new Chart(name, version, appVersion, before, after, true);
    }
}
