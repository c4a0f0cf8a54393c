package io.jenkins.plugins.ratchet.steps;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What a step returns: the engine's report, bounded, as values that a pipeline may read and keep. */
public final class UpgradeResult implements Serializable {
    private static final long serialVersionUID = 1L;

    String command;
    int exitCode;
    String outcome;
    String product;
    String release;
    String namespace;
    String upgrade;
    Version from;
    Version to;
    String digest;
    String state;
    String started;
    String finished;
    String reportUrl;
    String adviceDirection;
    String contact;
    ArrayList<String> adviceReasons = new ArrayList<>();
    ArrayList<String> adviceCommands = new ArrayList<>();
    /** Null in a build that was saved before these were known. */
    String adviceScenario;

    boolean adviceUncertain;
    ArrayList<String> adviceLost = new ArrayList<>();
    ArrayList<Cause> causes = new ArrayList<>();
    ArrayList<Finding> findings = new ArrayList<>();
    ArrayList<Backup> backups = new ArrayList<>();
    ArrayList<Job> jobs = new ArrayList<>();
    ArrayList<Workload> workloads = new ArrayList<>();
    ArrayList<Check> checks = new ArrayList<>();
    /** Null in a build that was saved before there was such a step. */
    ArrayList<String> restore = new ArrayList<>();

    UpgradeResult() {}

    /** The engine's command: plan, backup, upgrade, verify or status. */
    @Whitelisted
    public String getCommand() {
        return command;
    }

    /** The engine's exit code. */
    @Whitelisted
    public int getExitCode() {
        return exitCode;
    }

    /** One sentence: what came of it. */
    @Whitelisted
    public String getOutcome() {
        return outcome;
    }

    @Whitelisted
    public String getProduct() {
        return product;
    }

    @Whitelisted
    public String getRelease() {
        return release;
    }

    @Whitelisted
    public String getNamespace() {
        return namespace;
    }

    /** Id of the upgrade in the release's record; null where none is open. */
    @Whitelisted
    public String getUpgrade() {
        return upgrade;
    }

    @Whitelisted
    public Version getFrom() {
        return from;
    }

    @Whitelisted
    public Version getTo() {
        return to;
    }

    /** Digest of the plan, to be given as {@code plan} to later steps; null where no plan was made. */
    @Whitelisted
    public String getDigest() {
        return digest;
    }

    /** State of the upgrade: planned, backed-up, upgrading, upgraded, verified, failed or restored. */
    @Whitelisted
    public String getState() {
        return state;
    }

    /** Revision that the upgrade goes to, or else the one that it starts from; null where neither is known. */
    @Whitelisted
    public Integer getRevision() {
        if (to != null && to.revision != null) {
            return to.revision;
        }
        return from == null ? null : from.revision;
    }

    @Whitelisted
    public List<Finding> getFindings() {
        return Collections.unmodifiableList(findings);
    }

    @Whitelisted
    public List<Backup> getBackups() {
        return Collections.unmodifiableList(backups);
    }

    @Whitelisted
    public List<Job> getJobs() {
        return Collections.unmodifiableList(jobs);
    }

    @Whitelisted
    public List<Workload> getWorkloads() {
        return workloads == null ? List.of() : Collections.unmodifiableList(workloads);
    }

    @Whitelisted
    public List<Check> getChecks() {
        return Collections.unmodifiableList(checks);
    }

    /**
     * Address of the page that shows it. Where no Jenkins URL is configured it starts at Jenkins's root, without a
     * slash: {@code job/carto/7/ratchet/}.
     */
    @Whitelisted
    public String getReportUrl() {
        return reportUrl;
    }

    /** {@code restore} or {@code roll-forward}; null unless something failed. */
    @Whitelisted
    public String getAdviceDirection() {
        return adviceDirection;
    }

    @Whitelisted
    public List<String> getAdviceReasons() {
        return Collections.unmodifiableList(adviceReasons);
    }

    @Whitelisted
    public List<String> getAdviceCommands() {
        return Collections.unmodifiableList(adviceCommands);
    }

    /** Which of the vendor's scenarios a way back would be; null where nobody can tell. */
    @Whitelisted
    public String getAdviceScenario() {
        return adviceScenario;
    }

    /** Whether it is not known what was committed, so that the safer branch was taken. */
    @Whitelisted
    public boolean isAdviceUncertain() {
        return adviceUncertain;
    }

    /** What going back would lose. */
    @Whitelisted
    public List<String> getAdviceLost() {
        return adviceLost == null ? List.of() : Collections.unmodifiableList(adviceLost);
    }

    /** Likely causes of a failure. */
    @Whitelisted
    public List<Cause> getCauses() {
        return causes == null ? List.of() : Collections.unmodifiableList(causes);
    }

    @Whitelisted
    public String getContact() {
        return contact;
    }

    @Whitelisted
    public String getStarted() {
        return started;
    }

    @Whitelisted
    public String getFinished() {
        return finished;
    }

    /**
     * What is asked, in one short line, with what warns and where the rest stands: for the message of an {@code input}, which
     * Jenkins shows as a heading with its lines folded.
     */
    @Whitelisted
    public String getQuestion() {
        List<String> rules =
                getLoudFindings().stream().map(Finding::getRule).distinct().toList();
        return title()
                + (rules.isEmpty() ? "" : ", with warnings: " + String.join(", ", rules))
                + (reportUrl == null ? "" : ". The plan: " + reportUrl);
    }

    /** What a person needs to decide, as plain text of several lines: for a mail, or a message in a chat. */
    @Whitelisted
    public String getSummary() {
        StringBuilder text = new StringBuilder(title()).append('\n');
        if (from != null) {
            text.append("from     ").append(from).append('\n');
        }
        if (to != null) {
            text.append("to       ").append(to).append('\n');
        }
        if (digest != null) {
            text.append("plan     ").append(digest).append('\n');
        }
        for (Finding finding : findings) {
            text.append(finding).append('\n');
        }
        for (Backup backup : backups) {
            text.append("backup   ").append(backup).append('\n');
        }
        getRestore().forEach(line -> text.append("restore  ").append(line).append('\n'));
        for (Check check : checks) {
            text.append("check    ").append(check).append('\n');
        }
        return text.append(outcome == null ? "" : outcome).toString().stripTrailing();
    }

    /** What a restore would do and lose, or did, a line each. */
    @Whitelisted
    public List<String> getRestore() {
        return restore == null ? List.of() : Collections.unmodifiableList(restore);
    }

    /** {@code carto 26.1.0 → 26.3.10}. */
    @Whitelisted
    public String getTitle() {
        return title();
    }

    String title() {
        return title(from, to);
    }

    /** From one version to another; either may be null. */
    String title(Version start, Version target) {
        String name = release == null ? (product == null ? "upgrade" : product) : release;
        return name + (start == null ? "" : " " + start.shown()) + (target == null ? "" : " → " + target.shown());
    }

    /** Findings that stand out: all but those that merely inform. */
    public List<Finding> getLoudFindings() {
        return findings.stream()
                .filter(Finding::loud)
                .sorted(Comparator.comparing(finding -> !finding.blocks()))
                .toList();
    }

    /** Findings that merely inform. */
    public List<Finding> getQuietFindings() {
        return findings.stream().filter(finding -> !finding.loud()).toList();
    }

    /** Whether a finding refuses the upgrade. */
    @Whitelisted
    public boolean isRefused() {
        return exitCode == 2;
    }

    @Override
    @Whitelisted
    public String toString() {
        return title() + (outcome == null ? "" : ": " + outcome);
    }

    /** What is, or is to be, deployed. */
    public static final class Version implements Serializable {
        private static final long serialVersionUID = 1L;

        String chart;
        String chartVersion;
        String appVersion;
        Integer revision;

        Version() {}

        @Whitelisted
        public String getChart() {
            return chart;
        }

        @Whitelisted
        public String getChartVersion() {
            return chartVersion;
        }

        @Whitelisted
        public String getAppVersion() {
            return appVersion;
        }

        @Whitelisted
        public Integer getRevision() {
            return revision;
        }

        /** The version that people know it by. */
        public String getShown() {
            return shown();
        }

        String shown() {
            return appVersion == null ? chartVersion : appVersion;
        }

        @Override
        @Whitelisted
        public String toString() {
            return chart + " " + chartVersion
                    + (appVersion == null || appVersion.equals(chartVersion) ? "" : " (app " + appVersion + ")")
                    + (revision == null ? "" : ", revision " + revision);
        }
    }

    /** What a rule had to say. */
    public static final class Finding implements Serializable {
        private static final long serialVersionUID = 1L;

        String rule;
        String severity;
        String seen;
        String expected;
        String todo;
        String waiver;

        Finding() {}

        @Whitelisted
        public String getRule() {
            return rule;
        }

        /** block, warn or info. */
        @Whitelisted
        public String getSeverity() {
            return severity;
        }

        @Whitelisted
        public String getSeen() {
            return seen;
        }

        @Whitelisted
        public String getExpected() {
            return expected;
        }

        @Whitelisted
        public String getTodo() {
            return todo;
        }

        /** Why it was let pass; null where it was not. */
        @Whitelisted
        public String getWaiver() {
            return waiver;
        }

        /** How it stands out: block, warn, info or waived. */
        public String getTone() {
            return waiver != null ? "waived" : blocks() ? "block" : "warn".equals(severity) ? "warn" : "info";
        }

        public String getIcon() {
            return switch (getTone()) {
                case "block" -> "symbol-close-circle";
                case "warn" -> "symbol-warning";
                case "waived" -> "symbol-shield-warning";
                default -> "symbol-information-circle";
            };
        }

        boolean loud() {
            return !getTone().equals("info");
        }

        boolean blocks() {
            return "block".equals(severity);
        }

        @Override
        @Whitelisted
        public String toString() {
            return String.format("%-8s %s: %s", severity, rule, seen)
                    + (expected == null ? "" : "; expected: " + expected)
                    + (todo == null ? "" : "; to do: " + todo)
                    + (waiver == null ? "" : "; waived: " + waiver);
        }
    }

    /** A backup of one database. */
    public static final class Backup implements Serializable {
        private static final long serialVersionUID = 1L;

        String database;
        String kind;
        String location;
        String proof;
        String takenAt;
        String took;
        String schemaVersion;
        String sha256;
        long bytes;

        Backup() {}

        @Whitelisted
        public String getDatabase() {
            return database;
        }

        @Whitelisted
        public String getKind() {
            return kind;
        }

        @Whitelisted
        public String getLocation() {
            return location;
        }

        /** restore or read; null where nothing was proven. */
        @Whitelisted
        public String getProof() {
            return proof;
        }

        @Whitelisted
        public String getTakenAt() {
            return takenAt;
        }

        /** {@link #getTakenAt()} for people. */
        public String getTakenText() {
            return Words.time(takenAt);
        }

        /** Dump and proof together, as ISO-8601 writes a duration. */
        @Whitelisted
        public String getTook() {
            return took;
        }

        @Whitelisted
        public String getSchemaVersion() {
            return schemaVersion;
        }

        /** SHA-256 of the backup's manifest. */
        @Whitelisted
        public String getSha256() {
            return sha256;
        }

        @Whitelisted
        public long getBytes() {
            return bytes;
        }

        /** {@link #getTook()} for people. */
        public String getTookText() {
            return Words.iso(took);
        }

        /** {@link #getBytes()} for people; {@code size} alone is a word of the views' own language. */
        public String getSizeText() {
            return bytes < 1024 * 1024
                    ? String.format("%.1f KiB", bytes / 1024.0)
                    : String.format("%.1f MiB", bytes / 1024.0 / 1024.0);
        }

        @Override
        @Whitelisted
        public String toString() {
            return database + ", " + bytes + " bytes, proof " + (proof == null ? "none" : proof) + ", " + location;
        }
    }

    /** How a migration Job ended. */
    public static final class Job implements Serializable {
        private static final long serialVersionUID = 1L;

        String name;
        String hook;
        String state;
        String message;
        String started;
        String finished;
        ArrayList<String> log = new ArrayList<>();

        Job() {}

        @Whitelisted
        public String getName() {
            return name;
        }

        @Whitelisted
        public String getHook() {
            return hook;
        }

        /** complete, failed, active, vanished or never-seen. */
        @Whitelisted
        public String getState() {
            return state;
        }

        @Whitelisted
        public String getMessage() {
            return message;
        }

        @Whitelisted
        public String getStarted() {
            return started;
        }

        @Whitelisted
        public String getFinished() {
            return finished;
        }

        /** The last lines that its pods logged, oldest first. */
        @Whitelisted
        public List<String> getLog() {
            return log == null ? List.of() : Collections.unmodifiableList(log);
        }

        /** How long it ran, for people; empty where that is not known. */
        public String getTookText() {
            return Words.between(started, finished);
        }

        @Override
        @Whitelisted
        public String toString() {
            return name + " " + state + (message == null ? "" : ": " + message);
        }
    }

    /** A workload as it was last seen. */
    public static final class Workload implements Serializable {
        private static final long serialVersionUID = 1L;

        String kind;
        String name;
        String progress;
        String reason;
        String revision;
        ArrayList<String> images = new ArrayList<>();
        Integer restarts;
        boolean ready;

        Workload() {}

        @Whitelisted
        public String getKind() {
            return kind;
        }

        @Whitelisted
        public String getName() {
            return name;
        }

        @Whitelisted
        public boolean isReady() {
            return ready;
        }

        /** How far its rollout is, in words. */
        @Whitelisted
        public String getProgress() {
            return progress;
        }

        /** What holds it up; null where nothing is known to. */
        @Whitelisted
        public String getReason() {
            return reason;
        }

        /** Its controller's own name for the newest pod template; null where there is none. */
        @Whitelisted
        public String getRevision() {
            return revision;
        }

        @Whitelisted
        public List<String> getImages() {
            return Collections.unmodifiableList(images);
        }

        /** Restarts of the containers of its newest pods; null where they were not seen. */
        @Whitelisted
        public Integer getRestarts() {
            return restarts;
        }

        @Override
        @Whitelisted
        public String toString() {
            return kind + " " + name + (ready ? " ready" : " not ready") + (reason == null ? "" : ": " + reason);
        }
    }

    /** What a check found. */
    public static final class Check implements Serializable {
        private static final long serialVersionUID = 1L;

        String name;
        String kind;
        String outcome;
        String seen;
        String expected;
        String took;
        String cause;
        String todo;

        Check() {}

        @Whitelisted
        public String getName() {
            return name;
        }

        @Whitelisted
        public String getKind() {
            return kind;
        }

        /** passed, failed, manual or skipped. */
        @Whitelisted
        public String getOutcome() {
            return outcome;
        }

        @Whitelisted
        public String getSeen() {
            return seen;
        }

        @Whitelisted
        public String getExpected() {
            return expected;
        }

        /** As ISO-8601 writes a duration. */
        @Whitelisted
        public String getTook() {
            return took;
        }

        /** A name of why it failed that stays the same, e.g. group-missing; null where nothing is known. */
        @Whitelisted
        public String getCause() {
            return cause;
        }

        /** What to do about it; null where there is nothing. */
        @Whitelisted
        public String getTodo() {
            return todo;
        }

        public String getTookText() {
            return Words.iso(took);
        }

        @Override
        @Whitelisted
        public String toString() {
            return name + " " + outcome + (seen == null ? "" : ": " + seen);
        }
    }

    /** A likely cause of a failure, with the evidence and what to do. */
    public static final class Cause implements Serializable {
        private static final long serialVersionUID = 1L;

        String id;
        String what;
        ArrayList<String> evidence = new ArrayList<>();
        ArrayList<String> advice = new ArrayList<>();

        Cause() {}

        @Whitelisted
        public String getId() {
            return id;
        }

        @Whitelisted
        public String getWhat() {
            return what;
        }

        @Whitelisted
        public List<String> getEvidence() {
            return Collections.unmodifiableList(evidence);
        }

        @Whitelisted
        public List<String> getAdvice() {
            return Collections.unmodifiableList(advice);
        }

        @Whitelisted
        @Override
        public String toString() {
            return id + ": " + what;
        }
    }
}
