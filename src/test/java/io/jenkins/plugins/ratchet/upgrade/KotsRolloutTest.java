package io.jenkins.plugins.ratchet.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.config.UpgradePolicy;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.kots.AppState;
import io.jenkins.plugins.ratchet.kots.DeploymentWatch;
import io.jenkins.plugins.ratchet.kots.KotsCommand;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.ConsoleVersion;
import io.jenkins.plugins.ratchet.upgrade.Installer.Ended;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an admin console may say, and what is made of it. */
class KotsRolloutTest {
    private static final ConsoleVersion WANTED = new ConsoleVersion("1.8.0", 5);
    private static final KotsCommand.Answer SUCCESS = answer(0, "{\"success\":true,\"availableUpdates\":0}", "");

    /** Says one thing after another; the last one for ever. */
    private static final class Script implements DeploymentWatch {
        private final Deque<Supplier<Optional<KotsVersion>>> versions = new ArrayDeque<>();
        private final Deque<AppState> states = new ArrayDeque<>();

        Script deployed(KotsVersion version) {
            versions.add(() -> Optional.ofNullable(version));
            return this;
        }

        Script silent() {
            versions.add(() -> {
                throw RunException.unavailable("the admin console does not answer");
            });
            return this;
        }

        Script state(String state, long sequence, String... unready) {
            states.add(new AppState(state, sequence, List.of(unready)));
            return this;
        }

        @Override
        public Optional<KotsVersion> current() {
            return (versions.size() > 1 ? versions.poll() : versions.peek()).get();
        }

        @Override
        public AppState state() {
            return states.size() > 1 ? states.poll() : states.peek();
        }
    }

    private static KotsVersion version(String label, long sequence, String status) {
        return new KotsVersion(label, sequence, status, false, null, null, false, null, null, null);
    }

    private static KotsVersion ours(String status) {
        return version("1.8.0", 5, status);
    }

    private static KotsCommand.Answer answer(int status, String json, String words) {
        try {
            return new KotsCommand.Answer(status, Json.mapper().readTree(json.isEmpty() ? "{}" : json), words);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Ended follow(Script console, KotsCommand.Answer answer, long timeout, long ready, boolean stopped) {
        UpgradePolicy policy = new UpgradePolicy(Duration.ofMillis(timeout), Duration.ofMillis(ready), null, null);
        Patience patience = new Patience(Duration.ofSeconds(5), Events.NONE);
        return new KotsRollout(console, WANTED, policy, patience, Events.NONE, () -> stopped).follow(answer);
    }

    private static Ended follow(Script console, KotsCommand.Answer answer) {
        return follow(console, answer, 60_000, 60_000, false);
    }

    @Test
    void it_is_deployed_when_that_very_sequence_is_and_its_application_is_ready() {
        Script console = new Script()
                .deployed(ours(KotsVersion.DEPLOYING))
                .deployed(ours(KotsVersion.DEPLOYED))
                .state("ready", 4)
                .state("updating", 5)
                .state("ready", 5);

        Ended ended = follow(console, SUCCESS);

        assertThat(ended.success()).isTrue();
        assertThat(ended.refusal()).isNull();
        assertThat(console.states).hasSize(1);
    }

    @Test
    void exit_0_with_an_error_inside_JSON_is_a_refusal_that_changed_nothing() {
        Script console = new Script().deployed(version("1.7.0", 3, KotsVersion.DEPLOYED));

        Ended ended = follow(
                console, answer(0, "{\"success\":false,\"error\":\"Unexpected response from the API: 500\"}", ""));

        assertThat(ended.success()).isFalse();
        assertThat(ended.refusal().rule()).isEqualTo("kots-deployable");
        assertThat(ended.refusal().seen())
                .contains(
                        "did not take 1.8.0 (sequence 5)",
                        "from the API: 500",
                        "still has 1.7.0 (sequence 3, deployed)");
    }

    @Test
    void success_without_deployment_is_a_refusal_that_changed_nothing() {
        Ended ended = follow(new Script().deployed(version("1.7.0", 3, KotsVersion.DEPLOYED)), SUCCESS);

        assertThat(ended.success()).isFalse();
        assertThat(ended.refusal().seen()).contains("called it a success", "does not deploy 1.8.0");
        assertThat(follow(new Script().deployed(null), SUCCESS).refusal().seen())
                .contains("has nothing deployed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"success\":false,\"error\":\"failed to check for updates: EOF\"}"})
    void an_answer_that_is_empty_or_was_lost_leaves_it_open_and_is_no_refusal(String json) {
        Ended ended = follow(new Script().deployed(version("1.7.0", 3, KotsVersion.DEPLOYED)), answer(0, json, ""));

        assertThat(ended.success()).isFalse();
        assertThat(ended.refusal()).isNull();
        assertThat(ended.seen()).contains("it is not known whether it will deploy it yet");
    }

    @Test
    void an_answer_that_was_lost_is_no_failure_where_the_console_deploys_all_the_same() {
        Script console = new Script().deployed(ours(KotsVersion.DEPLOYED)).state("ready", 5);

        assertThat(follow(console, answer(1, "", "signal: killed")).success()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void another_sequence_that_somebody_had_deployed_meanwhile_is_told(boolean later) {
        KotsVersion other = version("1.9.0", 6, KotsVersion.DEPLOYING);
        Script console = later
                ? new Script().deployed(ours(KotsVersion.DEPLOYING)).deployed(other)
                : new Script().deployed(other);

        Ended ended = follow(console, SUCCESS);

        assertThat(ended.success()).isFalse();
        assertThat(ended.refusal()).isNull();
        assertThat(ended.seen())
                .isEqualTo(
                        "somebody else had the admin console deploy 1.9.0 (sequence 6) in place of 1.8.0 (sequence 5)");
    }

    @Test
    void another_sequence_while_ours_gets_ready_is_told_too() {
        Script console = new Script()
                .deployed(ours(KotsVersion.DEPLOYED))
                .deployed(version("1.9.0", 6, KotsVersion.DEPLOYING))
                .state("updating", 5);

        assertThat(follow(console, SUCCESS).seen()).contains("somebody else", "1.9.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"degraded", "unavailable", "missing", "updating"})
    void deployed_and_not_ready_says_what_is_not(String state) {
        Script console =
                new Script().deployed(ours(KotsVersion.DEPLOYED)).state(state, 5, "deployment/api is " + state);

        Ended ended = follow(console, SUCCESS, 60_000, 1, false);

        assertThat(ended.success()).isFalse();
        assertThat(ended.seen()).endsWith("has deployed 1.8.0 (sequence 5), but calls the application " + state);
        assertThat(ended.said()).isEqualTo("deployment/api is " + state);
    }

    @Test
    void ready_by_what_is_known_of_the_version_before_is_not_ready() {
        Script console = new Script().deployed(ours(KotsVersion.DEPLOYED)).state("ready", 3);

        assertThat(follow(console, SUCCESS, 60_000, 1, false).seen()).endsWith("ready by what it knows of sequence 3");
    }

    @Test
    void failed_and_never_ending_deployments_are_told_apart() {
        assertThat(follow(new Script().deployed(ours(KotsVersion.FAILED)), SUCCESS)
                        .seen())
                .isEqualTo("the admin console failed to deploy 1.8.0 (sequence 5)");
        assertThat(follow(new Script().deployed(ours(KotsVersion.DEPLOYING)), SUCCESS, 1, 1, false)
                        .seen())
                .contains("did not deploy 1.8.0 (sequence 5) within", "calls it deploying");
    }

    @Test
    void a_wish_to_stop_ends_the_waiting_and_the_console_goes_on() {
        assertThat(follow(new Script().deployed(ours(KotsVersion.DEPLOYING)), SUCCESS, 60_000, 60_000, true)
                        .seen())
                .contains("was deploying", "goes on by itself");
    }

    @Test
    void a_console_that_is_silent_for_a_while_is_asked_again() {
        Script console =
                new Script().silent().deployed(ours(KotsVersion.DEPLOYED)).state("ready", 5);

        assertThat(follow(console, SUCCESS).success()).isTrue();
    }
}
