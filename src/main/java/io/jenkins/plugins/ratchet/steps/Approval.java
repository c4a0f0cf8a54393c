package io.jenkins.plugins.ratchet.steps;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.actions.TimingAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** An {@code input} that somebody answered before a step, as the build's own graph of steps tells it. */
public final class Approval implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Steps of a pipeline that are looked at, at most. */
    private static final int MOST_NODES = 2_000;

    private static final int MOST = 10;

    private final String approver;
    private final long asked;
    private final long answered;

    Approval(String approver, long asked, long answered) {
        this.approver = Words.tame(approver, 200);
        this.asked = asked;
        this.answered = answered;
    }

    /**
     * What was answered on the way to a step.
     *
     * @param step where to start looking
     * @param until ids of steps at which to stop, those before the one in question
     * @return oldest first; empty where nothing was asked, or the plugin of {@code input} is not there
     */
    static List<Approval> before(FlowNode step, Set<String> until) {
        List<Approval> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Deque<Walk> ahead = new ArrayDeque<>();
        ahead.add(new Walk(step, null));
        while (!ahead.isEmpty() && seen.size() < MOST_NODES && found.size() < MOST) {
            Walk here = ahead.removeFirst();
            if (here.next != null && until.contains(here.node.getId()) || !seen.add(here.node.getId())) {
                continue;
            }
            String approver = Inputs.approver(here.node);
            if (approver != null && here.next != null) {
                found.add(new Approval(
                        approver.isEmpty() ? null : approver,
                        TimingAction.getStartTime(here.node),
                        TimingAction.getStartTime(here.next)));
            }
            here.node.getParents().forEach(parent -> ahead.add(new Walk(parent, here.node)));
        }
        found.sort(Comparator.comparingLong(each -> each.answered));
        return found;
    }

    /** A step, and the one after it, which started when it ended. */
    private record Walk(FlowNode node, FlowNode next) {}

    /** The id of who answered; null for somebody who had not logged in. */
    public String getApprover() {
        return approver;
    }

    public Instant getAnswered() {
        return Instant.ofEpochMilli(answered);
    }

    public String getAnsweredText() {
        return Words.time(getAnswered());
    }

    /** How long the answer took; empty where that is not known. */
    public String getWaited() {
        return asked <= 0 || answered < asked ? "" : Words.duration((answered - asked) / 1_000);
    }
}
