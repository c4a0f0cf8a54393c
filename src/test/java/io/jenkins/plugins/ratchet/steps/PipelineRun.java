package io.jenkins.plugins.ratchet.steps;

import groovy.lang.Closure;
import hudson.AbortException;
import hudson.model.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of a pipeline: its parameters, the steps that ran, what it said and how it ended. */
final class PipelineRun {
    /** Steps with a body that say where the steps within are to run. */
    private static final List<String> AROUND =
            List.of("container", "dir", "node", "timeout", "withCredentials", "withEnv", "withKubeConfig");
    /** Bindings, as arguments of withCredentials. */
    private static final List<String> BINDINGS = List.of("file", "string", "usernamePassword");

    private static final List<String> OTHER =
            List.of("archiveArtifacts", "deleteDir", "junit", "sh", "stash", "unstash");

    private final Surroundings around;
    private final Map<String, Object> given;
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final Map<String, Object> environment = new LinkedHashMap<>();
    private final List<String> steps = new ArrayList<>();
    private final List<String> echoes = new ArrayList<>();
    private final Deque<String> within = new ArrayDeque<>();
    private boolean unstable;
    private Throwable failure;

    /** @param given parameters that differ from their defaults */
    PipelineRun(Map<String, Object> given, Surroundings around) {
        this.given = given;
        this.around = around;
    }

    /** Names of the steps that were begun, in their order. */
    List<String> steps() {
        return steps;
    }

    List<String> echoes() {
        return echoes;
    }

    /** What failed the build; null where nothing did. */
    Throwable failure() {
        return failure;
    }

    Result result() {
        return failure != null ? Result.FAILURE : unstable ? Result.UNSTABLE : around.result();
    }

    void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    void parameter(Said said, Object fallback) {
        String name = said.text("name");
        Object value = said.named().getOrDefault("defaultValue", fallback);
        parameters.put(name, given.getOrDefault(name, value));
    }

    /** A parameter that is not declared cannot be given. */
    void parametersRead() {
        if (!parameters.keySet().containsAll(given.keySet())) {
            throw new IllegalArgumentException("parameters are " + parameters.keySet() + ", given were " + given);
        }
    }

    void variable(String name, Object value) {
        environment.put(name, value);
    }

    /** The words of {@code steps}, {@code script} and what stands in them. */
    Block stepsBlock(String name) {
        Block block = new Block(name)
                .property("params", () -> parameters)
                .property("env", () -> environment)
                .word("script", said -> stepsBlock("script").read(said.braces()))
                .word("echo", said -> echoes.add(said.text("message")))
                .word("error", said -> {
                    throw new AbortException(said.text("message"));
                })
                .word("unstable", said -> {
                    echoes.add(said.text("message"));
                    unstable = true;
                    return null;
                })
                .word("input", said -> {
                    steps.add("input");
                    around.approve(said.named());
                    return null;
                });
        BINDINGS.forEach(word -> block.word(word, said -> said.toString()));
        AROUND.forEach(word -> block.word(word, this::around));
        OTHER.forEach(word -> block.word(word, said -> {
            steps.add(word);
            around.other(said, List.copyOf(within));
            return null;
        }));
        StepBinding.functions()
                .forEach(word -> block.word(word, said -> {
                    steps.add(word);
                    return around.run(StepBinding.bind(said), List.copyOf(within));
                }));
        return block;
    }

    private Object around(Said said) {
        Closure<?> body = said.braces();
        within.addLast(said.toString());
        try {
            return stepsBlock(said.word()).read(body);
        } finally {
            within.removeLast();
        }
    }
}
