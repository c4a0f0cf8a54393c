package io.jenkins.plugins.ratchet.steps;

import hudson.model.Run;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import jenkins.model.RunAction2;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** The page of a build that shows its upgrade: one entry for each step, in the order in which they ran. */
public final class UpgradeAction implements RunAction2 {
    static final String URL = "ratchet";

    private static final Logger LOGGER = Logger.getLogger(UpgradeAction.class.getName());
    private static final int MOST_ENTRIES = 100;

    private final ArrayList<UpgradeEntry> entries = new ArrayList<>();
    private transient Run<?, ?> run;
    private transient Map<String, Facts> live;

    UpgradeAction() {}

    /** That of a build, made where there is none yet. */
    static synchronized UpgradeAction of(Run<?, ?> run) {
        UpgradeAction action = run.getAction(UpgradeAction.class);
        if (action == null) {
            action = new UpgradeAction();
            action.run = run;
            run.addAction(action);
        }
        return action;
    }

    @Override
    public void onAttached(Run<?, ?> owner) {
        run = owner;
    }

    @Override
    public void onLoad(Run<?, ?> owner) {
        run = owner;
    }

    /**
     * Notes that a step begins.
     *
     * @param node id of the step in the build's graph
     * @param plan digest that it was given as approved; null where it was given none
     */
    void begin(String id, String function, String node, String plan) {
        synchronized (this) {
            if (entries.size() == MOST_ENTRIES) {
                entries.remove(0);
            }
            entries.add(new Entry(id, function, node, plan, Instant.now().toEpochMilli()));
        }
        save();
    }

    /** Notes what was answered since the step before this one. */
    void approvals(String id, FlowNode node) {
        Set<String> before;
        synchronized (this) {
            before = entries.stream()
                    .takeWhile(entry -> !entry.id.equals(id))
                    .map(entry -> entry.node)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet());
        }
        // Without a step before it there was nothing of ours to be approved.
        List<Approval> found = before.isEmpty() ? List.of() : Approval.before(node, before);
        synchronized (this) {
            entries.stream()
                    .filter(entry -> entry.id.equals(id))
                    .forEach(entry -> entry.approvals = new ArrayList<>(found));
        }
    }

    synchronized void follow(String id, Facts facts) {
        if (live == null) {
            live = new HashMap<>();
        }
        live.put(id, facts);
    }

    /**
     * Notes that a step ended.
     *
     * @param ending failed, aborted, unknown or refused; null where it did not fail
     */
    void end(String id, UpgradeResult result, String ending, String failure, List<String> facts) {
        synchronized (this) {
            if (live != null) {
                live.remove(id);
            }
            entries.stream().filter(entry -> entry.id.equals(id)).forEach(entry -> {
                entry.finished = Instant.now().toEpochMilli();
                entry.result = result;
                entry.ending = ending;
                entry.failure = Words.cut(failure, 8_000);
                entry.facts = facts == null ? new ArrayList<>() : new ArrayList<>(facts);
            });
        }
        save();
    }

    private void save() {
        try {
            run.save();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the build's page cannot be saved", e);
        }
    }

    /** Address of this page; relative to that of Jenkins where the controller does not know its own. */
    String address() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        String root = jenkins == null ? null : jenkins.getRootUrl();
        return (root == null ? "" : root) + run.getUrl() + URL + "/";
    }

    public Run<?, ?> getRun() {
        return run;
    }

    /** Copies, oldest first. */
    public synchronized List<UpgradeEntry> getEntries() {
        List<UpgradeEntry> copies = new ArrayList<>();
        for (UpgradeEntry entry : entries) {
            Facts facts = live == null ? null : live.get(entry.id);
            copies.add(entry.with(facts == null ? entry.facts : facts.all(), run.isBuilding()));
        }
        UpgradeEntry.tellOfEachOther(copies);
        return copies;
    }

    /** What the newest step found; a look at the record counts only where nothing else was run. Null without either. */
    public UpgradeResult getNewest() {
        return newest(result -> result);
    }

    /** The newest answer of a step's result that has one; null where none has. */
    private synchronized <T> T newest(Function<UpgradeResult, T> answer) {
        T newest = null;
        boolean looked = false;
        for (UpgradeEntry entry : entries) {
            T given = entry.result == null ? null : answer.apply(entry.result);
            boolean look = UpgradeStatusStep.FUNCTION.equals(entry.function);
            if (given != null && (newest == null || looked || !look)) {
                newest = given;
                looked = look;
            }
        }
        return newest;
    }

    /** The newest step that did more than look; null where there is none. */
    public UpgradeEntry getLast() {
        List<UpgradeEntry> all = getEntries();
        return all.stream()
                .filter(entry -> !UpgradeStatusStep.FUNCTION.equals(entry.getFunction()))
                .reduce((one, other) -> other)
                .orElse(all.isEmpty() ? null : all.get(all.size() - 1));
    }

    /** Where the upgrade starts; null where no step said it. */
    public UpgradeResult.Version getFrom() {
        return newest(UpgradeResult::getFrom);
    }

    /** Where it goes, which not every step says; null where none did. */
    public UpgradeResult.Version getTarget() {
        return newest(UpgradeResult::getTo);
    }

    /** {@code carto 26.1.0 → 26.3.10}. */
    public String getTitle() {
        // A run that could not even read its configuration has a report without a release.
        UpgradeResult newest = newest(result -> result.getRelease() == null ? null : result);
        return newest == null ? getDisplayName() : Words.cut(newest.title(getFrom(), getTarget()), 200);
    }

    /** Digest of the newest plan; null where this build made none. */
    public String getDigest() {
        return newest(UpgradeResult::getDigest);
    }

    /** What was waived, each rule once. */
    public synchronized List<UpgradeResult.Finding> getWaivers() {
        Map<String, UpgradeResult.Finding> waivers = new LinkedHashMap<>();
        for (UpgradeEntry entry : entries) {
            if (entry.result != null) {
                entry.result.getFindings().stream()
                        .filter(finding -> finding.getWaiver() != null)
                        .forEach(finding -> waivers.putIfAbsent(finding.getRule(), finding));
            }
        }
        return List.copyOf(waivers.values());
    }

    /** Between two steps as well: the page goes on being refreshed until the build ends. */
    public boolean isRunning() {
        return run.isBuilding();
    }

    /** Whether the build waits for a person, after a plan. */
    public boolean isAwaiting() {
        List<UpgradeEntry> all = getEntries();
        return run.isBuilding() && !all.isEmpty() && !all.get(all.size() - 1).isRunning() && Inputs.awaited(run);
    }

    /** What came of it in a sentence, cut: a step that failed without a report has one too. */
    public String getOutcome() {
        UpgradeEntry last = getLast();
        return last == null ? null : Words.cut(last.getOutcome(), 500);
    }

    @Override
    public String getIconFileName() {
        return "symbol-arrow-up";
    }

    @Override
    public String getDisplayName() {
        return Words.text("page");
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /** An entry as builds of version 0.1.0 save it, by this name. */
    static final class Entry extends UpgradeEntry {
        private static final long serialVersionUID = 1L;

        Entry(String id, String function, String node, String plan, long started) {
            super(id, function, node, plan, started);
        }
    }
}
