package io.jenkins.plugins.ratchet.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.kots.AirgapBundle;
import io.jenkins.plugins.ratchet.kots.AirgapBundle.Required;
import io.jenkins.plugins.ratchet.kots.Cursor;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the manifest of an airgap bundle says for and against it. */
class KotsBundleTest {
    private static final KotsVersion CURRENT = version("1.7.0", cursor(7));

    private static Cursor cursor(long number) {
        return new Cursor("stable", number);
    }

    private static KotsVersion version(String label, Cursor cursor) {
        return new KotsVersion(label, 3, KotsVersion.DEPLOYED, false, null, null, false, null, null, cursor);
    }

    private static KotsBundle bundle(String app, String label, Cursor cursor, Required... required) {
        AirgapBundle bundle = new AirgapBundle(Path.of("shop.airgap"), app, label, cursor, List.of(required));
        return new KotsBundle(bundle, VersionScheme.of(VersionPolicy.DEFAULT));
    }

    private static List<String> rules(KotsBundle bundle, KotsVersion current) {
        return bundle.against("shop", "1.9.0", current).stream()
                .map(Finding::rule)
                .toList();
    }

    @Test
    void a_newer_bundle_of_the_application_passes() {
        assertThat(rules(bundle("shop", "1.9.0", cursor(9)), CURRENT)).isEmpty();
        assertThat(rules(bundle("", "1.9.0", null), CURRENT)).isEmpty();
        assertThat(rules(bundle("shop", "1.9.0", cursor(9)), null)).isEmpty();
    }

    @Test
    void one_of_another_version_or_application_does_not() {
        assertThat(rules(bundle("shop", "1.9.1", cursor(9)), CURRENT)).containsExactly("kots-deployable");
        assertThat(rules(bundle("other", "1.9.0", cursor(9)), CURRENT)).containsExactly("kots-deployable");
    }

    @Test
    void an_older_one_is_told_by_its_place_in_the_channel_else_by_its_label() {
        assertThat(rules(bundle("shop", "1.9.0", cursor(6)), CURRENT)).containsExactly("kots-version-not-older");
        KotsVersion newer = version("2.0.0", new Cursor("beta", 1));
        assertThat(rules(bundle("shop", "1.9.0", cursor(9)), newer)).containsExactly("kots-version-not-older");
        assertThat(rules(bundle("shop", "1.9.0", cursor(9)), version("nightly", null)))
                .as("what has no order is judged later, by the chart")
                .isEmpty();
    }

    @Test
    void required_versions_that_are_not_deployed_yet_are_named_in_their_order() {
        KotsBundle bundle = bundle(
                "shop",
                "1.9.0",
                cursor(9),
                new Required("1.8.5", cursor(8)),
                new Required("1.8.0", null),
                new Required("1.6.0", cursor(6)));

        assertThat(bundle.against("shop", "1.9.0", CURRENT))
                .singleElement()
                .satisfies(finding -> assertThat(finding.rule() + " " + finding.seen())
                        .contains("kots-required-versions", "1.8.0, 1.8.5 must be deployed before 1.9.0"));
    }

    @Test
    void a_mended_bundle_of_a_version_that_is_listed_is_newer_than_that() {
        KotsBundle bundle = bundle("shop", "1.9.0", cursor(10));
        assertThat(bundle.isAsNewAs(version("1.9.0", cursor(9)))).isFalse();
        assertThat(bundle.isAsNewAs(version("1.9.0", cursor(10)))).isTrue();
        assertThat(bundle.isAsNewAs(version("1.9.0", null))).isTrue();
    }
}
