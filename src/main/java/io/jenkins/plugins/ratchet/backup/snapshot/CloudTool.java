package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.BoundedRun;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.snapshot.CloudFailure.Reason;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A provider's command line: {@code aws}, {@code gcloud} or {@code az}, asked for JSON, with the login that it has.
 *
 * <p>Facts: {@code aws} ends with 254 for an error of the service and names its code in parentheses, "An error occurred
 * (DBSnapshotNotFound) when calling the …" (docs.aws.amazon.com/cli/latest/topic/return-codes.html); {@code az} ends with
 * 3 where a {@code show} command finds nothing (learn.microsoft.com/cli/azure/use-azure-cli-successfully); {@code gcloud}
 * prints "HTTPError 404" and the like.
 */
final class CloudTool {
    /** An account with a thousand instances describes them in some 6 MB. */
    private static final int MOST_BYTES = 32 << 20;

    /** A single call that takes longer hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final int AZ_NOT_FOUND = 3;

    private static final Pattern NOT_FOUND = Pattern.compile(
            "\\((DB(Cluster)?(Snapshot|Instance)?NotFound(Fault)?|ResourceNotFound|ServerNotFound|BackupNotFound|NotFound)\\)"
                    + "|HTTPError 404|Code: ResourceNotFound|instance does not exist");
    private static final Pattern PASSING = Pattern.compile(
            "(?i)throttl|rate exceeded|RequestLimitExceeded"
                    + "|too ?many ?requests|HTTPError (429|5\\d\\d)|rateLimitExceeded|service ?unavailable|InternalFailure"
                    + "|internal ?server ?error|could not connect|connection (was )?(reset|aborted|refused|closed)|timed? ?out"
                    + "|temporary failure in name resolution|operation(is)?InProgress|InvalidDB(Instance|Cluster)State|another operation|ServerIsBusy");
    private static final Pattern LOGIN =
            Pattern.compile("(?i)unable to locate credentials|ExpiredToken|token has expired"
                    + "|InvalidClientTokenId|UnrecognizedClientException|config profile|az login|gcloud auth|AADSTS"
                    + "|active account|SSO session|reauthenticat");

    private final String name;
    private final Path program;
    private final List<String> common;
    private final Map<String, String> environment;
    private final Duration limit;
    private final Stop stop;
    private final Events events;

    private CloudTool(
            String name,
            Path program,
            List<String> common,
            Map<String, String> environment,
            Duration limit,
            Stop stop,
            Events events) {
        this.name = name;
        this.program = program;
        this.common = common;
        this.environment = environment;
        this.limit = limit;
        this.stop = stop;
        this.events = events;
    }

    /**
     * The tool, where it is installed.
     *
     * @param common added to every command
     * @param patience that of the whole; a single call gets no more
     * @throws RunException {@code UNAVAILABLE} where it is not
     */
    static CloudTool find(
            String name, List<Path> directories, List<String> common, Duration patience, Stop stop, Events events) {
        Path program = OnPath.find(name, directories)
                .orElseThrow(() -> RunException.unavailable(
                        name + " is not on PATH; install the provider's command line and log in with it"));
        return new CloudTool(
                name,
                program,
                common,
                // No pager, no questions, no colours.
                Map.of(
                        "AWS_PAGER", "",
                        "CLOUDSDK_CORE_DISABLE_PROMPTS", "1",
                        "AZURE_CORE_NO_COLOR", "1",
                        "AZURE_CORE_DISABLE_CONFIRM_PROMPT", "1"),
                patience.compareTo(LIMIT) < 0 ? patience : LIMIT,
                stop,
                events);
    }

    JsonNode ask(String... arguments) {
        return ask(List.of(arguments));
    }

    JsonNode ask(List<String> arguments) {
        return ask(limit, arguments);
    }

    /**
     * Runs one command.
     *
     * @return what it printed; a missing node where it printed nothing, as deletions do
     * @throws CloudFailure where it failed or printed something else
     */
    JsonNode ask(Duration most, List<String> arguments) {
        List<String> command = new ArrayList<>(arguments);
        command.addAll(common);
        String what = name + " " + String.join(" ", arguments.subList(0, Math.min(3, arguments.size())));
        BoundedRun run = BoundedRun.run(
                program, command, environment, null, most, MOST_BYTES, stop, line -> events.output(name, line));
        switch (run.ending()) {
            case TOO_LONG ->
                throw new CloudFailure(Reason.PASSING, what + " gave no answer within " + most.toSeconds() + " s");
            case TOO_MUCH ->
                throw new CloudFailure(Reason.UNREADABLE, what + " printed more than " + MOST_BYTES + " bytes");
            default -> {
                if (run.status() != 0) {
                    throw failure(what, run);
                }
            }
        }
        try {
            return Json.mapper().readTree(run.output());
        } catch (IOException e) {
            throw new CloudFailure(
                    Reason.UNREADABLE, what + " ended with exit status 0 and printed no JSON: " + run.lastWords());
        }
    }

    private CloudFailure failure(String what, BoundedRun run) {
        String words = run.lastWords();
        String message = what + " ended with exit status " + run.status() + ": " + words;
        // The login first: its messages may say that a profile was not found, or a token timed out.
        if (LOGIN.matcher(words).find()) {
            return new CloudFailure(Reason.LOGIN, message + "; log in with " + name + " on this machine first");
        }
        if (NOT_FOUND.matcher(words).find() || name.equals("az") && run.status() == AZ_NOT_FOUND) {
            return new CloudFailure(Reason.NOT_FOUND, message);
        }
        return new CloudFailure(PASSING.matcher(words).find() ? Reason.PASSING : Reason.REFUSED, message);
    }
}
