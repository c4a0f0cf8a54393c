package io.jenkins.plugins.ratchet.steps;

import groovy.lang.Closure;
import hudson.model.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The directives of a declarative pipeline, as far as the examples use them: reads all of them, then runs the stages one
 * after the other until one fails, and what {@code post} says in any case.
 */
final class Declarative {
    private static final String[] OPTIONS = {
        "buildDiscarder", "disableConcurrentBuilds", "skipDefaultCheckout", "timeout"
    };

    private final PipelineRun run;
    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, Closure<?>> post = new LinkedHashMap<>();
    private final List<String> options = new ArrayList<>();

    /** One stage; every directive but {@code steps} may be missing. */
    private static final class Stage {
        private final String name;
        private final Map<String, Closure<?>> post = new LinkedHashMap<>();
        private Closure<?> when;
        private Closure<?> steps;

        Stage(String name) {
            this.name = name;
        }
    }

    private Declarative(PipelineRun run) {
        this.run = run;
    }

    /** Runs what stands between the braces of {@code pipeline}. */
    static void run(Closure<?> pipeline, PipelineRun run) {
        Declarative read = new Declarative(run);
        read.pipeline().read(pipeline);
        run.parametersRead();
        if (read.stages.isEmpty()) {
            throw new IllegalArgumentException("a pipeline needs stages");
        }
        if (!read.options.contains("disableConcurrentBuilds")) {
            throw new IllegalArgumentException(
                    "two builds of this pipeline may meet: disableConcurrentBuilds is missing");
        }
        read.stages();
    }

    private Block pipeline() {
        return scoped(new Block("pipeline"))
                .word("parameters", said -> parameters().read(said.braces()))
                .word(
                        "stages",
                        said -> new Block("stages")
                                .word("stage", stage -> stages.add(stage(stage)))
                                .read(said.braces()))
                .word("post", said -> post(post).read(said.braces()));
    }

    /** What a pipeline and a stage both may have. */
    private Block scoped(Block block) {
        return block.property("any", () -> "any")
                .property("none", () -> "none")
                .word("agent", said -> said.body() == null ? null : agent().read(said.body()))
                .word("options", said -> options().read(said.braces()))
                .word(
                        "environment",
                        said -> new Block("environment")
                                .word("credentials", each -> "credentials " + each.text("credentialsId"))
                                .assigning(run::variable)
                                .read(said.braces()));
    }

    private static Block agent() {
        return new Block("agent")
                .passing("label")
                .word(
                        "kubernetes",
                        said -> new Block("kubernetes")
                                .passing("defaultContainer", "inheritFrom", "yaml", "yamlFile")
                                .read(said.braces()));
    }

    private Block options() {
        Block block = new Block("options");
        for (String option : OPTIONS) {
            block.word(option, said -> options.add(said.word()));
        }
        return block.word("logRotator", said -> null);
    }

    private Block parameters() {
        return new Block("parameters")
                .word("string", said -> {
                    run.parameter(said, "");
                    return null;
                })
                .word("booleanParam", said -> {
                    run.parameter(said, false);
                    return null;
                });
    }

    private Stage stage(Said said) {
        Stage stage = new Stage(said.text("name"));
        scoped(new Block("stage " + stage.name))
                .word("when", each -> stage.when = each.braces())
                .word("steps", each -> stage.steps = each.braces())
                .word("post", each -> post(stage.post).read(each.braces()))
                .read(said.braces());
        if (stage.steps == null) {
            throw new IllegalArgumentException("stage " + stage.name + " has no steps");
        }
        return stage;
    }

    private static Block post(Map<String, Closure<?>> conditions) {
        Block block = new Block("post");
        for (String condition : List.of("always", "success", "unstable", "failure", "unsuccessful", "cleanup")) {
            block.word(condition, said -> conditions.put(condition, said.braces()));
        }
        return block;
    }

    private void stages() {
        for (Stage stage : stages) {
            if (run.failure() == null && wanted(stage)) {
                steps("stage " + stage.name, stage.steps);
                after(stage.post);
            }
        }
        after(post);
    }

    private boolean wanted(Stage stage) {
        if (stage.when == null) {
            return true;
        }
        List<Object> conditions = new ArrayList<>();
        new Block("when")
                .passing("beforeAgent")
                .word(
                        "expression",
                        said -> conditions.add(run.stepsBlock("expression").read(said.braces())))
                .read(stage.when);
        return conditions.stream().allMatch(value -> Boolean.TRUE.equals(value));
    }

    private void after(Map<String, Closure<?>> conditions) {
        conditions.forEach((condition, body) -> {
            Result result = run.result();
            boolean met = switch (condition) {
                case "success" -> result == Result.SUCCESS;
                case "unstable" -> result == Result.UNSTABLE;
                case "failure" -> result == Result.FAILURE;
                case "unsuccessful" -> result != Result.SUCCESS;
                default -> true;
            };
            if (met) {
                steps("post " + condition, body);
            }
        });
    }

    private void steps(String name, Closure<?> body) {
        try {
            run.stepsBlock(name).read(body);
        } catch (Block.Stopped e) {
            run.fail(Block.Stopped.reason(e));
        }
    }
}
