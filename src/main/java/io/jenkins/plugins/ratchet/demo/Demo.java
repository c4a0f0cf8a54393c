package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code ratchet demo}: tells with the real engine, on this machine alone, what Ratchet does. */
public final class Demo {
    private static final long TICK_MILLIS = 200;

    private final DemoRequest request;
    private final Ratchet ratchet;
    private final DemoStage stage;
    private final PrintStream out;
    private final ArrayNode steps = Json.mapper().createArrayNode();
    private String digest = "";

    private Demo(DemoRequest request, Ratchet ratchet, DemoStage stage) {
        this.request = request;
        this.ratchet = ratchet;
        this.stage = stage;
        this.out = request.story();
    }

    /**
     * Sets everything up, tells the story and clears all away again.
     *
     * @return an {@link ExitCode}: 3 when a step went otherwise than the story says
     */
    public static int run(DemoRequest request, Ratchet ratchet) {
        long began = System.nanoTime();
        try (DemoStage stage = DemoStage.prepare(request.helm(), request.story())) {
            Demo demo = new Demo(request, ratchet, stage);
            Optional<String> deviation = demo.tell();
            ExitCode code = deviation.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
            if (request.stopped().getAsBoolean()) {
                code = ExitCode.TERMINATED;
            }
            double seconds = Math.round((System.nanoTime() - began) / 1e8) / 10.0;
            demo.end(deviation, seconds);
            if (request.keep() && !request.stopped().getAsBoolean()) {
                DemoGuide.print(stage, request.story());
                demo.wait(request);
            }
            return code.code();
        } catch (DemoClients.Missing e) {
            request.err().println("ratchet: " + e.getMessage());
            return ExitCode.UNAVAILABLE.code();
        } catch (IOException e) {
            throw RunException.unavailable("the demo cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Stops at the first step that goes otherwise, as all later ones rest on it. */
    private Optional<String> tell() {
        for (DemoStep step : DemoStory.STEPS) {
            List<String> shown = step.command().stream()
                    .map(word -> word.equals(DemoStep.DIGEST) ? digest : word)
                    .toList();
            out.println();
            out.println("── " + (steps.size() + 1) + "/" + DemoStory.STEPS.size() + "  " + step.title());
            out.println("$ ratchet " + String.join(" ", shown));
            out.flush();
            Ratchet.Invocation seen = ratchet.run(complete(shown));
            digest = seen.report().path("digest").asText(digest);
            add(step, shown, seen);
            if (request.stopped().getAsBoolean()) {
                return Optional.of("interrupted at step " + steps.size());
            }
            Optional<String> deviation = step.expected().deviation(seen);
            if (deviation.isPresent()) {
                return Optional.of("step " + steps.size() + " went otherwise: " + deviation.get());
            }
        }
        return Optional.empty();
    }

    /** The command as it runs: from whatever directory, on the demo's own cluster. */
    private List<String> complete(List<String> shown) {
        List<String> command = new ArrayList<>(List.of(
                shown.get(0),
                "--config",
                stage.config().toString(),
                "--kubeconfig",
                stage.kubeconfig().toString()));
        if (request.helm() != null && !shown.get(0).equals("status")) {
            command.addAll(List.of("--helm", request.helm()));
        }
        for (String word : shown.subList(1, shown.size())) {
            boolean path = word.startsWith("charts/") || word.equals("backups");
            command.add(path ? stage.directory().resolve(word).toString() : word);
        }
        return command;
    }

    private void add(DemoStep step, List<String> command, Ratchet.Invocation seen) {
        JsonNode report = seen.report();
        ObjectNode told = steps.addObject().put("title", step.title());
        told.put("command", "ratchet " + String.join(" ", command));
        told.put("exitCode", seen.exitCode());
        told.put("expectedExitCode", step.expected().exitCode().code());
        told.set("findings", report.has("findings") ? report.get("findings") : told.arrayNode());
        if (report.has("state")) {
            told.set("state", report.get("state"));
        }
        if (report.has("advice")) {
            told.set("advice", report.get("advice"));
        }
        told.set("report", report.isMissingNode() ? told.nullNode() : report);
    }

    private void end(Optional<String> deviation, double seconds) throws JsonProcessingException {
        out.println();
        if (request.json()) {
            ObjectNode story = Json.mapper().createObjectNode();
            story.put("ratchet", request.version()).put("seconds", seconds);
            deviation.ifPresent(what -> story.put("deviation", what));
            story.set("steps", steps);
            story.set("record", record());
            request.out().println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(story));
            request.out().flush();
        } else if (deviation.isEmpty()) {
            out.println("$ ratchet status");
            out.flush();
            ratchet.run(complete(List.of("status")));
        }
        String sum = String.format(Locale.ROOT, " (%d steps, %.1f s)", steps.size(), seconds);
        (deviation.isEmpty() ? out : request.err())
                .println("demo       " + deviation.orElse("every step went as told") + sum);
    }

    private JsonNode record() {
        JsonNode status = ratchet.run(complete(List.of("status", "-o", "json"))).report();
        return status.isMissingNode() ? Json.mapper().nullNode() : status;
    }

    private void wait(DemoRequest request) {
        try {
            while (!request.stopped().getAsBoolean()) {
                Thread.sleep(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
