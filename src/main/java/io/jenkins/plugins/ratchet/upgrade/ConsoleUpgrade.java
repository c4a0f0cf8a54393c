package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.cluster.Workloads;
import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.kots.AdminConsole;
import io.jenkins.plugins.ratchet.kots.KotsCommand;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Rules;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Brings the admin console to one version, on its own: never beside an upgrade of the application. {@code kubectl kots}
 * brings it to its own version, so that has to be the one that the vendor names. What it says is not believed: the
 * console's image and its pods are looked at afterwards. Run again after a crash it goes on, or finds that all is done.
 */
public final class ConsoleUpgrade {
    private static final Pattern EXACT = Pattern.compile("v?\\d+\\.\\d+\\.\\d+\\S*");
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final String RULE = "kots-console-version";

    private final UpgradeContext context;
    private final AdminConsole console;
    private final KotsCommand kots;
    private final VersionScheme scheme = VersionScheme.of(VersionPolicy.DEFAULT);

    public ConsoleUpgrade(UpgradeContext context, AdminConsole console, KotsCommand kots) {
        this.context = context;
        this.console = console;
        this.kots = kots;
    }

    /**
     * @param version exactly the one that the vendor names
     * @return what came of it, in one sentence
     * @throws RefusedException if something speaks against it; nothing was changed then
     * @throws RunException {@code FAILED} if it may have changed something and is not what was asked for
     */
    public String run(String version, UpgradeLock lock) {
        if (!EXACT.matcher(version).matches()) {
            throw RunException.usage("--version " + version + " is no exact version, as 1.117.3 is; name the one in the"
                    + " release notes of the application");
        }
        requireAlone();
        String before = console.version()
                .orElseThrow(() -> RunException.unavailable(
                        "the image of the admin console does not tell its version;" + " upgrade it by hand"));
        if (same(before, version)) {
            return ready(version, "the admin console is " + before + " already");
        }
        requireNewer(before, version);
        requireProgram(version);
        lock.requireHeld("the admin console was upgraded");
        context.events().fact("kots", "kubectl kots upgrades the admin console from " + before + " to " + version);
        String words = ended(kots.upgradeConsole(context.work().resolve("kots-console.log")));
        String now = console.version().orElse("a version that its image does not tell");
        if (!same(now, version)) {
            throw RunException.failed("the admin console is " + now + ", not " + version + words
                    + "; see to that, and run the same command again");
        }
        return ready(version, "the admin console went from " + before + " to " + now);
    }

    /** The release's lock keeps runs apart; the record tells of an upgrade whose run is over, the console of its own. */
    private void requireAlone() {
        RecordStore.Stored stored = context.records().read();
        if (stored.defect() != null) {
            throw refused(
                    "record-mismatch", "the record cannot be trusted: " + stored.defect(), "see `ratchet status`");
        }
        Optional<UpgradeRecord> record = Optional.ofNullable(stored.record());
        record.map(UpgradeRecord::restoring).ifPresent(half -> {
            throw new RefusedException(List.of(Rules.halfRestored(half)));
        });
        record.flatMap(UpgradeRecord::current)
                .filter(open -> open.state() == UpgradeState.UPGRADING || open.state() == UpgradeState.UPGRADED)
                .ifPresent(open -> {
                    throw refused(
                            "step-order",
                            "upgrade " + open.id() + " of the application is open, " + open.state(),
                            "end it first: run `ratchet verify`, then this again");
                });
        console.current().filter(current -> current.is(KotsVersion.DEPLOYING)).ifPresent(current -> {
            throw refused(
                    "kots-deployable",
                    "the admin console is deploying " + current.name() + " right now",
                    "wait until that has ended, then run this again");
        });
    }

    private static RefusedException refused(String rule, String seen, String todo) {
        return new RefusedException(List.of(Finding.block(rule, seen, "an admin console that nothing rests on", todo)));
    }

    private static boolean same(String one, String other) {
        return one.replaceFirst("^v", "").equals(other.replaceFirst("^v", ""));
    }

    private void requireNewer(String before, String version) {
        boolean older;
        try {
            older = scheme.isOlder(version, before);
        } catch (IllegalArgumentException e) {
            throw refused(
                    RULE, before + " and " + version + " cannot be compared: " + e.getMessage(), "compare by hand");
        }
        if (older) {
            throw refused(
                    RULE,
                    "the admin console is " + before + ", newer than " + version,
                    "leave it: no version of the application needs an older console than it has");
        }
    }

    private void requireProgram(String version) {
        String own = kots.version(context.work().resolve("kots-version.log"));
        if (!same(own, version)) {
            throw RunException.unavailable("kubectl-kots on PATH is " + own + ", and it brings the admin console to its"
                    + " own version; install kubectl-kots " + version);
        }
    }

    private String ended(DetachedProcess process) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!process.ended(TICK)) {
            if (context.stopped().getAsBoolean() || System.nanoTime() > end) {
                process.interrupt();
                throw new RunException(
                        context.stopped().getAsBoolean() ? ExitCode.TERMINATED : ExitCode.FAILED,
                        "kubectl kots was told to stop while it upgraded the admin console; run the same command again to"
                                + " end it");
            }
        }
        KotsCommand.Answer answer = KotsCommand.answer(process);
        return answer.status() == 0
                ? ""
                : "; kubectl kots ended with status " + answer.status()
                        + (answer.words().isBlank() ? "" : ": " + answer.words().strip());
    }

    private String ready(String version, String sentence) {
        List<WorkloadRef> workloads = console.workloads();
        String unready = new Workloads(context.cluster().client())
                        .await(
                                workloads,
                                context.config().upgrade().readyTimeout(),
                                context.events(),
                                context.stopped())
                        .stream()
                        .filter(status -> !status.ready())
                        .map(WorkloadStatus::toString)
                        .collect(Collectors.joining("; "));
        if (!unready.isEmpty()) {
            throw RunException.failed("the admin console is " + version + ", but not ready: " + unready);
        }
        return sentence + ", and ready";
    }
}
