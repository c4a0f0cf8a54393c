package io.jenkins.plugins.ratchet.plan;

/** Reads one part of the outlook: the effects that its rules and its section of the page rest on. */
@FunctionalInterface
public interface OutlookReader {

    /**
     * The outlook with this part in it.
     *
     * @param situation with a target; its outlook holds what the readers before this one read
     */
    Outlook read(Situation situation);
}
