package io.jenkins.plugins.ratchet.steps;

import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Jenkinsfile's text, evaluated as Groovy. */
record Jenkinsfile(String name, String text) {
    private static final Pattern STAGE = Pattern.compile("(?ms)^    stage\\('(\\w+)'\\) \\{\\n.*?^    }\\n");

    static Jenkinsfile read(Path file) throws IOException {
        return new Jenkinsfile(file.toString(), Files.readString(file));
    }

    /** The same with its stages in another order; those that are not named keep their places. */
    Jenkinsfile inOrder(List<String> order) {
        Map<String, String> blocks = new LinkedHashMap<>();
        Matcher matcher = STAGE.matcher(text);
        while (matcher.find()) {
            blocks.put(matcher.group(1), matcher.group());
        }
        if (!blocks.keySet().containsAll(order)) {
            throw new IllegalArgumentException(name + " has the stages " + blocks.keySet() + ", wanted were " + order);
        }
        List<String> left = new java.util.ArrayList<>(order);
        String reordered = STAGE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        blocks.get(order.contains(found.group(1)) ? left.remove(0) : found.group(1))));
        return new Jenkinsfile(name + " " + order, reordered);
    }

    /** The same without some words, wherever they stand. */
    Jenkinsfile without(String words) {
        if (!text.contains(words)) {
            throw new IllegalArgumentException(name + " has no '" + words + "'");
        }
        return new Jenkinsfile(name + " without " + words, text.replace(words, ""));
    }

    /** The same with other words in the place of those that match. */
    Jenkinsfile replacing(String pattern, String by) {
        String replaced = text.replaceAll(pattern, Matcher.quoteReplacement(by));
        if (replaced.equals(text)) {
            throw new IllegalArgumentException(name + " has nothing like '" + pattern + "'");
        }
        return new Jenkinsfile(name, replaced);
    }

    /** Runs it; the run says how it went. An error of the Jenkinsfile itself is thrown. */
    PipelineRun run(Map<String, Object> parameters, Surroundings around) {
        PipelineRun run = new PipelineRun(parameters, around);
        Binding binding = new Binding();
        binding.setVariable("pipeline", new Closure<Object>(this) {
            private static final long serialVersionUID = 1L;

            @Override
            public Object call(Object... arguments) {
                Declarative.run(Said.of("pipeline", List.of(arguments)).braces(), run);
                return null;
            }
        });
        new GroovyShell(binding).evaluate(text, "Jenkinsfile");
        return run;
    }
}
