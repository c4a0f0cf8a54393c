package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.actions.LabelAction;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What the engine's exit code means for a build. */
final class Ending {
    private static final int DONE = 0;
    private static final int REFUSED = 2;
    private static final int FAILED = 3;
    private static final int UNVERIFIED = 4;
    private static final int USAGE = 64;
    private static final int UNAVAILABLE = 69;
    /** The engine ended by itself and said what came of it. */
    private static final Set<Integer> SAID =
            Set.of(DONE, REFUSED, FAILED, UNVERIFIED, USAGE, UNAVAILABLE, EngineScript.NO_JAVA, 129, 130, 143);

    /** A process that could not even be started, by the shell's convention. */
    private static final Set<Integer> NOT_STARTED = Set.of(126, 127);

    private Ending() {}

    /** Whether a run without a report may have changed something. */
    static boolean unknown(int code) {
        return code == FAILED
                || code == DONE
                || code == UNVERIFIED
                || code >= 129
                || !SAID.contains(code) && !NOT_STARTED.contains(code) && code != 1;
    }

    /** Why the step fails; null where it does not. */
    static AbortException failure(EngineCall call, int exitCode, UpgradeResult result) {
        int code = result == null || call.command().equals("status") ? exitCode : result.exitCode;
        if (result == null) {
            return new AbortException(call.function() + ": " + withoutReport(code));
        }
        return switch (code) {
            case DONE -> null;
            case UNVERIFIED -> call.unstableOnFailedChecks() ? null : new AbortException(told(call, result));
            default -> new AbortException(told(call, result));
        };
    }

    /** The engine does not run, and will not: nothing has happened to the release. */
    static AbortException notStarted(EngineCall call, String node, String why) {
        return new AbortException(call.function() + ": the engine was not started on " + node + ", and nothing was"
                + " changed: " + why
                + ". It takes sh, nohup, cp, mkdir, mv, touch and sleep on PATH, and a user who may"
                + " write beside the workspace; inside of container('…') these are the container's");
    }

    private static String withoutReport(int code) {
        return switch (code) {
            case USAGE -> "wrong usage or configuration; the log above says what (exit code 64)";
            case UNAVAILABLE ->
                "a tool or service that is needed is missing or out of reach; the log above says which"
                        + " (exit code 69)";
            case EngineScript.NO_JAVA -> "no Java on the agent; the log above says where it was looked for";
            case 1, 126, 127 ->
                "Java could not run the engine (exit code " + code + "); it needs Java 17 or later, see the log above";
            default -> "the engine ended without a report (exit code " + code + ")";
        };
    }

    /** Advice on top where there is some, then what happened, then the findings that refused. */
    static String told(EngineCall call, UpgradeResult result) {
        StringBuilder text = new StringBuilder(call.function()).append(": ");
        result.getCauses().forEach(cause -> text.append("\n  cause   ").append(cause));
        if (result.adviceDirection != null) {
            text.append(Words.text("advice." + (result.adviceDirection.equals("restore") ? "restore" : "forward")));
            result.adviceReasons.forEach(reason -> text.append("\n  because ").append(reason));
            result.adviceCommands.forEach(command -> text.append("\n  run     ").append(command));
            if (result.contact != null) {
                text.append("\n  contact ").append(result.contact);
            }
            text.append('\n');
        }
        text.append(result.outcome == null ? "exit code " + result.exitCode : result.outcome);
        for (UpgradeResult.Finding finding : result.findings) {
            if (finding.blocks()) {
                text.append("\n  ").append(finding);
            }
        }
        return text.toString();
    }

    private static String ending(UpgradeResult result, Throwable failure) {
        if (failure == null) {
            return null;
        }
        if (failure instanceof InterruptedException) {
            return UpgradeEntry.ABORTED;
        }
        if (failure instanceof UnknownEnd) {
            return UpgradeEntry.UNKNOWN;
        }
        return result != null && result.isRefused() ? UpgradeEntry.REFUSED : UpgradeEntry.FAILED;
    }

    private static String message(Throwable failure) {
        if (failure == null) {
            return null;
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** What became of the engine is not known, or only by the record. */
    static final class UnknownEnd extends AbortException {
        private static final long serialVersionUID = 1L;

        UnknownEnd(String message) {
            super(message);
        }
    }

    /**
     * Tells the build's pages and its stage view what came of the step.
     *
     * @return why the step fails; null where it does not
     */
    static Throwable tell(
            StepContext context,
            EngineCall call,
            String id,
            UpgradeResult result,
            Throwable failure,
            List<String> facts)
            throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        UpgradeAction.of(run).end(id, result, ending(result, failure), message(failure), facts);
        FlowNode node = context.get(FlowNode.class);
        if (node != null && result != null && result.from != null) {
            node.addOrReplaceAction(new LabelAction(Words.cut(result.title(), Words.LABEL)));
        }
        if (failure == null && result != null && result.exitCode == UNVERIFIED) {
            if (node != null) {
                node.addOrReplaceAction(
                        new WarningAction(Result.UNSTABLE).withMessage(Words.cut(result.outcome, Words.LABEL)));
            }
            run.setResult(Result.UNSTABLE);
        }
        return failure;
    }
}
