package io.jenkins.plugins.ratchet.steps;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One step of a build, as its page shows it. */
public abstract class UpgradeEntry implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String FAILED = "failed";
    static final String REFUSED = "refused";
    static final String ABORTED = "aborted";
    static final String UNKNOWN = "unknown";

    final String id;
    final String function;
    /** Its id in the build's graph of steps. */
    final String node;

    final String plan;
    final long started;
    long finished;
    UpgradeResult result;
    /** Null where the step did not fail. */
    String ending;

    String failure;
    ArrayList<String> facts = new ArrayList<>();
    ArrayList<Approval> approvals = new ArrayList<>();
    private transient boolean alive;
    private transient boolean backsUp;
    private transient Duration sincePlan;
    private transient boolean bound;

    UpgradeEntry(String id, String function, String node, String plan, long started) {
        this.id = id;
        this.function = function;
        this.node = node;
        this.plan = plan;
        this.started = started;
    }

    /** A step whose build ended by force never said that it ended. */
    UpgradeEntry with(List<String> newest, boolean building) {
        UpgradeEntry copy = new UpgradeAction.Entry(id, function, node, plan, started);
        copy.finished = finished;
        copy.result = result;
        copy.ending = ending;
        copy.failure = failure;
        copy.facts = newest == null ? new ArrayList<>() : new ArrayList<>(newest);
        copy.approvals = approvals == null ? new ArrayList<>() : new ArrayList<>(approvals);
        copy.alive = building && finished == 0;
        return copy;
    }

    /** What an entry can say only beside the others: which backups are new, and which digest came from which plan. */
    static void tellOfEachOther(List<UpgradeEntry> all) {
        boolean backups = all.stream().anyMatch(UpgradeEntry::tookBackups);
        UpgradeEntry planned = null;
        boolean approved = false;
        for (UpgradeEntry entry : all) {
            entry.backsUp = entry.tookBackups() || !backups && entry.changes();
            if (entry.result != null && "plan".equals(entry.result.getCommand())) {
                planned = entry;
                approved = false;
                continue;
            }
            approved |= !entry.approvals.isEmpty();
            if (planned != null && entry.plan != null) {
                entry.bound = entry.plan.equals(planned.result.getDigest());
                if (entry.bound && !approved) {
                    entry.sincePlan = Duration.ofMillis(Math.max(0, entry.started - planned.finished));
                    approved = true;
                }
            }
        }
    }

    private boolean tookBackups() {
        return result != null
                && "backup".equals(result.getCommand())
                && !result.getBackups().isEmpty();
    }

    private boolean changes() {
        return result != null && !"status".equals(result.getCommand()) && !"verify".equals(result.getCommand());
    }

    public String getFunction() {
        return function;
    }

    /** What the step is for, in a word. */
    public String getTitle() {
        return Words.text("page." + function);
    }

    public UpgradeResult getResult() {
        return result;
    }

    public String getFailure() {
        return failure;
    }

    public List<String> getFacts() {
        return facts;
    }

    /** What was answered between the step before this one and this one, oldest first. */
    public List<Approval> getApprovals() {
        return approvals;
    }

    /** Digest that the step was given as approved; null where it was given none. */
    public String getPlan() {
        return plan;
    }

    /** Whether that digest is the one of the plan that this build made and showed. */
    public boolean isBound() {
        return bound;
    }

    /**
     * How long after the plan its digest was given to this step, where nothing else tells of an approval; null
     * otherwise.
     */
    public String getSincePlan() {
        return sincePlan == null ? null : Words.duration(sincePlan.toSeconds());
    }

    /** Whether the backups in its report are to be shown here: later steps report the same ones again. */
    public boolean isBacksUp() {
        return backsUp;
    }

    public boolean isRunning() {
        return alive;
    }

    /** running, done, unstable, failed, refused, aborted or unknown. */
    public String getState() {
        if (alive) {
            return "running";
        }
        if (finished == 0) {
            return UNKNOWN;
        }
        if (ending != null) {
            return ending;
        }
        if (failure != null) {
            return FAILED;
        }
        return result != null && result.getExitCode() != 0 ? "unstable" : "done";
    }

    /** {@link #getState()} for people. */
    public String getStateText() {
        return Words.text("state." + getState());
    }

    public String getIcon() {
        return switch (getState()) {
            case "running" -> "symbol-status-blue-anime";
            case "done" -> "symbol-status-blue";
            case "unstable" -> "symbol-status-yellow";
            case FAILED -> "symbol-status-red";
            case REFUSED -> "symbol-status-disabled";
            case ABORTED -> "symbol-status-aborted";
            default -> "symbol-help-circle";
        };
    }

    /** What came of the step in a sentence; null while it runs. */
    public String getOutcome() {
        if (result != null && result.getOutcome() != null) {
            return result.getOutcome();
        }
        if (failure != null && !failure.isBlank()) {
            return Words.tame(failure, 500);
        }
        return alive ? null : getStateText();
    }

    /** What to do, in a word; null where there is no advice. */
    public String getAdvice() {
        return result == null || result.getAdviceDirection() == null
                ? null
                : Words.text("advice." + (result.getAdviceDirection().equals("restore") ? "restore" : "forward"));
    }

    public Instant getStarted() {
        return Instant.ofEpochMilli(started);
    }

    public String getStartedText() {
        return Words.time(getStarted());
    }

    /** Empty for a step that never said that it ended. */
    public String getDuration() {
        if (finished == 0 && !alive) {
            return "";
        }
        long seconds = ((alive ? Instant.now().toEpochMilli() : finished) - started) / 1_000;
        return Words.duration(seconds);
    }
}
