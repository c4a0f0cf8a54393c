/**
 * Jenkins's door to the engine: pipeline steps and pages.
 *
 * <p>A step puts {@code ratchet.jar} on the agent, runs it there as a durable task, follows its output and turns its
 * report into the step's value and the build's page. It knows the engine by its arguments, exit codes, events file and
 * report alone.
 */
package io.jenkins.plugins.ratchet.steps;
