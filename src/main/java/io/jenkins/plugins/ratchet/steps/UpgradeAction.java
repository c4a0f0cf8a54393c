package io.jenkins.plugins.ratchet.steps;

import hudson.model.Run;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.model.RunAction2;

/** The page of a build that shows its upgrade: one entry for each step, in the order in which they ran. */
public final class UpgradeAction implements RunAction2 {
    static final String URL = "ratchet";

    private static final Logger LOGGER = Logger.getLogger(UpgradeAction.class.getName());
    private static final int MOST_ENTRIES = 100;

    private final ArrayList<Entry> entries = new ArrayList<>();
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

    void begin(String id, String function) {
        synchronized (this) {
            if (entries.size() == MOST_ENTRIES) {
                entries.remove(0);
            }
            entries.add(new Entry(id, function, Instant.now().toEpochMilli()));
        }
        save();
    }

    synchronized void follow(String id, Facts facts) {
        if (live == null) {
            live = new HashMap<>();
        }
        live.put(id, facts);
    }

    void end(String id, UpgradeResult result, String failure, List<String> facts) {
        synchronized (this) {
            if (live != null) {
                live.remove(id);
            }
            entries.stream().filter(entry -> entry.id.equals(id)).forEach(entry -> {
                entry.finished = Instant.now().toEpochMilli();
                entry.result = result;
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

    /** Address of this page; null where the controller does not know its own. */
    String address() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        String root = jenkins == null ? null : jenkins.getRootUrl();
        return root == null ? null : root + run.getUrl() + URL + "/";
    }

    public Run<?, ?> getRun() {
        return run;
    }

    /** Copies, oldest first. */
    public synchronized List<Entry> getEntries() {
        List<Entry> copies = new ArrayList<>();
        for (Entry entry : entries) {
            Facts facts = live == null ? null : live.get(entry.id);
            copies.add(entry.with(facts == null ? entry.facts : facts.all(), run.isBuilding()));
        }
        return copies;
    }

    /** What the newest step found; a look at the record counts only where nothing else was run. Null without either. */
    public synchronized UpgradeResult getNewest() {
        UpgradeResult newest = null;
        for (Entry entry : entries) {
            UpgradeResult result = entry.result;
            if (result != null && (newest == null || !"status".equals(result.command))) {
                newest = result;
            }
        }
        return newest;
    }

    public boolean isRunning() {
        return getEntries().stream().anyMatch(Entry::isRunning);
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

    /** One step of the build. */
    public static final class Entry implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'");

        final String id;
        final String function;
        final long started;
        long finished;
        UpgradeResult result;
        String failure;
        ArrayList<String> facts = new ArrayList<>();
        private transient boolean alive;

        Entry(String id, String function, long started) {
            this.id = id;
            this.function = function;
            this.started = started;
        }

        /** A step whose build ended by force never said that it ended. */
        Entry with(List<String> newest, boolean building) {
            Entry copy = new Entry(id, function, started);
            copy.finished = finished;
            copy.result = result;
            copy.failure = failure;
            copy.facts = newest == null ? new ArrayList<>() : new ArrayList<>(newest);
            copy.alive = building && finished == 0;
            return copy;
        }

        public String getFunction() {
            return function;
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

        public boolean isRunning() {
            return alive;
        }

        /** running, done, unstable, failed or unknown. */
        public String getState() {
            if (alive) {
                return "running";
            }
            if (finished == 0) {
                return "unknown";
            }
            if (failure != null) {
                return "failed";
            }
            return result != null && result.getExitCode() != 0 ? "unstable" : "done";
        }

        public String getIcon() {
            return switch (getState()) {
                case "running" -> "symbol-status-blue-anime";
                case "done" -> "symbol-status-blue";
                case "unstable" -> "symbol-status-yellow";
                case "failed" -> "symbol-status-red";
                default -> "symbol-status-aborted";
            };
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
            return TIME.format(getStarted().atOffset(ZoneOffset.UTC));
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
}
