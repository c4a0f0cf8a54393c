package io.jenkins.plugins.ratchet.steps;

import hudson.model.Result;
import java.util.List;
import java.util.Map;

/** What a pipeline has around it: the engine, and people who answer. */
interface Surroundings {
    /**
     * Runs one of Ratchet's steps to its end.
     *
     * @param within the blocks around it, e.g. {@code container [ratchet]}, outermost first
     * @return what the step returns
     */
    Object run(EngineStep step, List<String> within) throws Exception;

    /** Answers an {@code input}; throws where it is not approved. */
    void approve(Map<String, Object> question) throws Exception;

    /** Any other step that does something on an agent; throws where that cannot be had here. */
    void other(Said said, List<String> within) throws Exception;

    /** What the steps made of the build so far. */
    Result result();
}
