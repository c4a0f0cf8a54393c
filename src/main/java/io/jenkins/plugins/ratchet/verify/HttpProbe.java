package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Check;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Sends an HTTP request and compares the answer.
 *
 * <p>Redirects are not followed unless the check says so: a product that redirects to an error page answers 200 there. At
 * most 1 MiB of a body is read; a larger one fails the check.
 */
final class HttpProbe implements Probe {
    private final Check.Http check;
    private final Settings settings;
    private final Path directory;

    HttpProbe(Check.Http check, Settings settings, Path directory) {
        this.check = check;
        this.settings = settings;
        this.directory = directory;
    }

    @Override
    public Attempt attempt(Duration limit) throws Exception {
        HttpExpectation expectation = new HttpExpectation(check, UnaryOperator.identity());
        boolean clear = check.url() != null && check.url().toLowerCase().startsWith("http://");
        if (check.certificateDays() != null && clear) {
            return Attempt.hopeless("the URL is not https, so there is no certificate", "an https URL");
        }
        HttpAnswer answer = new HttpCall(check, settings, directory, UnaryOperator.identity()).send(limit);
        Attempt attempt = expectation.judge(answer);
        return attempt.passed() ? attempt.value(comparable(answer)) : attempt;
    }

    /** The values at the JSON paths where there are any: the rest of a body may change with every request. */
    private String comparable(HttpAnswer answer) {
        Map<String, String> json = check.json();
        return json.isEmpty()
                ? answer.body()
                : new TreeSet<>(json.keySet())
                        .stream()
                                .map(path ->
                                        JsonAnswer.find(answer.body(), path).orElse(""))
                                .collect(Collectors.joining("\n"));
    }
}
