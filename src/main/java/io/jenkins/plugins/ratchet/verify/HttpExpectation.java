package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Compares an answer with what a check expects: status, headers, body, JSON values, certificate. */
final class HttpExpectation {
    private final Check.Http check;
    private final UnaryOperator<String> filled;
    private final Pattern body;

    /** @param filled puts values that were taken before into a text */
    HttpExpectation(Check.Http check, UnaryOperator<String> filled) {
        this.check = check;
        this.filled = filled;
        this.body = check.body() == null ? null : pattern("body", check.body());
    }

    Attempt judge(HttpAnswer answer) throws SSLPeerUnverifiedException {
        String seen = answer.told();
        if (answer.status() != check.status()) {
            return Attempt.failed(CheckCause.HTTP_STATUS, seen + answer.detail(), "status " + check.status());
        }
        if (answer.tooLarge()) {
            return Attempt.failed(
                    CheckCause.HTTP_ANSWER, seen + ", a body of more than 1 MiB", "a body of at most 1 MiB");
        }
        for (Map.Entry<String, String> header : new TreeMap<>(check.responseHeaders()).entrySet()) {
            String value = String.join(", ", answer.headers().allValues(header.getKey()));
            if (!matches(pattern("responseHeaders." + header.getKey(), header.getValue()), value)) {
                return Attempt.failed(
                        CheckCause.HTTP_ANSWER,
                        seen + ", header " + header.getKey()
                                + (value.isEmpty() ? " is missing" : " is " + Words.quote(value)),
                        "a header " + header.getKey() + " that contains " + Words.quote(header.getValue()));
            }
            seen += ", header " + header.getKey() + " contains " + Words.quote(header.getValue());
        }
        if (body != null && !matches(body, answer.body())) {
            return Attempt.failed(
                    CheckCause.HTTP_ANSWER,
                    seen + ", " + (answer.body().isEmpty() ? "an empty body" : "body " + Words.quote(answer.body())),
                    "a body that contains " + Words.quote(check.body()));
        }
        if (body != null) {
            seen += ", body contains " + Words.quote(check.body());
        }
        if (!check.json().isEmpty()) {
            Attempt json = JsonAnswer.judge(answer.body(), json());
            if (!json.passed()) {
                return json.seen(seen + ", " + json.seen())
                        .because(json.cause() == null ? CheckCause.HTTP_ANSWER : json.cause());
            }
            seen += ", " + json.seen();
        }
        return certificate(answer, seen);
    }

    private Map<String, String> json() {
        return check.json().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> filled.apply(each.getValue())));
    }

    private Attempt certificate(HttpAnswer answer, String seen) throws SSLPeerUnverifiedException {
        if (answer.tls().isEmpty()) {
            return Attempt.passed(seen);
        }
        long days = Tls.daysLeft(answer.tls().get(), Instant.now());
        String all = seen + ", certificate valid for " + days + " days";
        int wanted = check.certificateDays() == null ? 0 : check.certificateDays();
        return days >= wanted
                ? Attempt.passed(all)
                : Attempt.failed(CheckCause.CERTIFICATE_ENDS, all, "at least " + wanted + " days");
    }

    private static boolean matches(Pattern pattern, String text) {
        return pattern.matcher(new Interruptible(text)).find();
    }

    private Pattern pattern(String what, String expression) {
        try {
            Matcher use = Taken.USE.matcher(expression);
            return Pattern.compile(
                    use.replaceAll(found -> Matcher.quoteReplacement(Pattern.quote(filled.apply(found.group())))));
        } catch (PatternSyntaxException e) {
            throw RunException.usage(what + " is no regular expression: " + e.getDescription() + " at character "
                    + Math.max(0, e.getIndex()) + " of " + Words.quote(expression));
        }
    }
}
