package io.jenkins.plugins.ratchet.steps;

import groovy.lang.Closure;
import hudson.model.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The directives of a declarative pipeline, as far as the examples use them: reads all of them, then runs the stages one
 * after the other until one fails, and what {@code post} says in any case. The cells of a matrix run one after the other,
 * all of them, as on a single executor.
 */
final class Declarative {
    private static final String[] OPTIONS = {
        "buildDiscarder", "disableConcurrentBuilds", "skipDefaultCheckout", "timeout"
    };

    private final PipelineRun run;
    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, Closure<?>> post = new LinkedHashMap<>();
    private final List<String> options = new ArrayList<>();

    /** One stage, with either {@code steps} or a {@code matrix}; every other directive may be missing. */
    private static final class Stage {
        private final String name;
        private final Map<String, Closure<?>> post = new LinkedHashMap<>();
        private Closure<?> when;
        private Closure<?> steps;
        private Matrix matrix;

        Stage(String name) {
            this.name = name;
        }
    }

    /** Stages for each value of an axis. */
    private static final class Matrix {
        private final List<Stage> stages = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();
        private String axis;
        private Closure<?> when;
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
                .word("matrix", each -> stage.matrix = matrix(each))
                .word("post", each -> post(stage.post).read(each.braces()))
                .read(said.braces());
        if ((stage.steps == null) == (stage.matrix == null)) {
            throw new IllegalArgumentException("stage " + stage.name + " needs either steps or a matrix");
        }
        return stage;
    }

    private Matrix matrix(Said said) {
        Matrix matrix = new Matrix();
        Block axis = new Block("axis")
                .word("name", each -> matrix.axis = each.text("name"))
                .word("values", each -> matrix.values.addAll(each.plain()));
        scoped(new Block("matrix"))
                .word("when", each -> matrix.when = each.braces())
                .word(
                        "axes",
                        axes -> new Block("axes")
                                .word("axis", each -> axis.read(each.braces()))
                                .read(axes.braces()))
                .word(
                        "stages",
                        stages -> new Block("stages")
                                .word("stage", each -> matrix.stages.add(stage(each)))
                                .read(stages.braces()))
                .read(said.braces());
        if (matrix.axis == null || matrix.values.isEmpty() || matrix.stages.isEmpty()) {
            throw new IllegalArgumentException("a matrix needs an axis with values, and stages");
        }
        return matrix;
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
            if (run.failure() == null && wanted(stage.when)) {
                run(stage);
            }
        }
        after(post);
    }

    private void run(Stage stage) {
        if (stage.matrix == null) {
            steps("stage " + stage.name, stage.steps);
        } else {
            stage.matrix.values.forEach(value -> cell(stage.matrix, value));
        }
        after(stage.post);
    }

    /** A cell begins whatever became of the others; its own stages end at the first that fails. */
    private void cell(Matrix matrix, Object value) {
        run.variable(matrix.axis, value);
        if (!wanted(matrix.when)) {
            return;
        }
        Throwable before = run.failure();
        for (Stage stage : matrix.stages) {
            if (run.failure() == before && wanted(stage.when)) {
                run(stage);
            }
        }
    }

    private boolean wanted(Closure<?> when) {
        if (when == null) {
            return true;
        }
        List<Object> conditions = new ArrayList<>();
        new Block("when")
                .passing("beforeAgent")
                .word(
                        "expression",
                        said -> conditions.add(run.stepsBlock("expression").read(said.braces())))
                .read(when);
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
