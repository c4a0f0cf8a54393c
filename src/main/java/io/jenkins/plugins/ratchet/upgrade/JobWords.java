package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;

/** The states of a Job as the end of a sentence. */
public final class JobWords {
    private JobWords() {}

    public static String of(JobOutcome outcome) {
        String why = outcome.message() == null ? "" : " (" + outcome.message() + ")";
        switch (outcome.state()) {
            case COMPLETE:
                return "is complete";
            case FAILED:
                return "failed" + why;
            case ACTIVE:
                return "has not ended";
            case VANISHED:
                return "was deleted by somebody before it was complete, so nobody knows what it migrated";
            default:
                return "was never seen to run";
        }
    }
}
