package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.model.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Has no product to upgrade: notes what it is asked for, and answers as if all had gone well. */
final class RecordingAgent implements Surroundings {
    /**
     * A call of a step.
     *
     * @param within the blocks around it
     */
    record Noted(EngineCall call, List<String> within) {
        String credentials() {
            return String.join(
                    " ",
                    call.credentials().stream()
                            .map(each -> each.getDatabase() + "=" + each.getCredentialsId())
                            .toList());
        }
    }

    private final String digest = "sha256:" + UUID.randomUUID();
    private final List<Noted> calls = new ArrayList<>();
    private final List<String> scripts = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private Map<String, Object> question = Map.of();
    private String failingFunction;
    private String failingConfig;

    /** From now on this step fails for this configuration. */
    void failing(String function, String config) {
        failingFunction = function;
        failingConfig = config;
    }

    /** That of the plan which it showed. */
    String digest() {
        return digest;
    }

    List<Noted> calls() {
        return calls;
    }

    Noted call(String function) {
        return calls.stream()
                .filter(each -> each.call().function().equals(function))
                .findFirst()
                .orElseThrow();
    }

    /** Scripts of {@code sh}. */
    List<String> scripts() {
        return scripts;
    }

    /** Steps that do something with files of the workspace. */
    List<String> files() {
        return files;
    }

    Map<String, Object> question() {
        return question;
    }

    @Override
    public Object run(EngineStep step, List<String> within) throws IOException {
        EngineCall call = step.call(step.functionName());
        calls.add(new Noted(call, within));
        if (call.function().equals(failingFunction) && failingConfig.equals(call.option("--config"))) {
            throw new AbortException(failingFunction + " failed");
        }
        return ReportReader.report("""
                {"command": "%s", "exitCode": 0, "outcome": "done", "state": "verified", "digest": "%s",
                 "release": "product", "from": {"chartVersion": "1.0.0"}, "to": {"chartVersion": "1.1.0"}}
                """.formatted(call.command(), digest).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void approve(Map<String, Object> asked) {
        question = asked;
    }

    @Override
    public void other(Said said, List<String> within) {
        if (said.word().equals("sh")) {
            scripts.add(said.text("script"));
        } else {
            files.add(said + (within.isEmpty() ? "" : " in " + within));
        }
    }

    @Override
    public Result result() {
        return Result.SUCCESS;
    }
}
