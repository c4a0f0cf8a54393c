package io.jenkins.plugins.ratchet.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.config.VersionPolicy.Scheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionSchemeTest {
    private static VersionScheme scheme(Scheme scheme, String... list) {
        return VersionScheme.of(VersionPolicy.of(scheme, Arrays.asList(list)));
    }

    @ParameterizedTest
    @CsvSource({
        "1.0.0, 2.0.0",
        "1.9.0, 1.10.0",
        "1.2, 1.2.1",
        "1.2.3, 1.2.3.1",
        "v1.0.0, 2.0.0",
        "1.0.0, v2.0.0",
        "1.0.0-rc.1, 1.0.0",
        "1.0.0-alpha, 1.0.0-alpha.1",
        "1.0.0-alpha.1, 1.0.0-alpha.beta",
        "1.0.0-alpha.beta, 1.0.0-beta",
        "1.0.0-beta.2, 1.0.0-beta.11",
        "1.0.0-beta.11, 1.0.0-rc.1",
        "1.0.0-1, 1.0.0-a",
        "1.99999999999999999999998, 1.99999999999999999999999",
    })
    void orders_versions_as_semver_says(String older, String newer) {
        assertThat(scheme(Scheme.semver).isOlder(older, newer)).isTrue();
        assertThat(scheme(Scheme.semver).isOlder(newer, older)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1.2, 1.2.0",
        "v1.2.3, 1.2.3",
        "V1.2.3, v1.2.3",
        "1.2.3+build.5, 1.2.3+other",
        "1.2.3-rc.01, 1.2.3-rc.1",
        "01.02.03, 1.2.3",
        "0, 0.0.0.0",
    })
    void knows_two_spellings_of_one_version(String a, String b) {
        VersionScheme semver = scheme(Scheme.semver);
        assertThat(semver.compare(a, b)).isZero();
        assertThat(semver.parse(a)).isEqualTo(semver.parse(b)).hasSameHashCodeAs(semver.parse(b));
    }

    @Test
    void reads_a_date_with_and_without_zeros_as_the_same_day() {
        VersionScheme date = scheme(Scheme.date);
        assertThat(date.compare("v26.05.12", "26.5.12")).isZero();
        assertThat(date.compare("v26.05.12", "v26.05.12.0")).isZero();
        assertThat(date.isOlder("v26.05.12", "26.5.12.1")).isTrue();
        assertThat(date.isOlder("v26.05.12.9", "26.5.13")).isTrue();
        assertThat(date.isOlder("v25.12.31", "v26.01.01")).isTrue();
    }

    @Test
    void orders_calendar_versions_by_number_and_not_by_letter() {
        VersionScheme calver = scheme(Scheme.calver);
        assertThat(calver.isOlder("2026.3.9", "2026.3.10")).isTrue();
        assertThat(calver.isOlder("2025.12.1", "2026.1.1")).isTrue();
        assertThat(calver.isOlder("2026.8.11-rc.7", "2026.8.11")).isTrue();
    }

    @Test
    void orders_listed_versions_by_their_position() {
        VersionScheme list = scheme(Scheme.list, "jade", "v2", "amber", "1.0");
        assertThat(list.isOlder("jade", "amber")).isTrue();
        assertThat(list.isOlder("v2", "1.0")).isTrue();
        assertThat(list.compare("2", "v2")).isZero();
        assertThatThrownBy(() -> list.compare("jade", "ruby"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version \"ruby\" cannot be read: scheme list expects one of jade, v2, amber, 1.0");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "latest",
                "1.",
                ".1",
                "1..2",
                "-1.0",
                "1.0 ",
                " 1.0",
                "1.0\n",
                "v",
                "vv1",
                "1.0-",
                "1.0-a..b",
                "1.0+",
                "1.0_1",
                "1.0-ä",
                "١.٠",
                "1,0",
                "release-1.0"
            })
    void never_takes_a_text_that_is_no_version_for_equal_or_newer(String text) {
        for (Scheme each : List.of(Scheme.semver, Scheme.calver, Scheme.date)) {
            VersionScheme scheme = scheme(each);
            assertThatThrownBy(() -> scheme.parse(text)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> scheme.compare(text, text)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> scheme.compare("2026.1.1", text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "calver, 2025-1-10",
        "calver, 2026",
        "date, 26.5",
        "date, 2026.05.12",
        "date, 26.13.1",
        "date, 26.5.12.1.1",
        "date, 26.0.1"
    })
    void refuses_versions_of_another_scheme(Scheme scheme, String text) {
        assertThatThrownBy(() -> scheme(scheme).parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("scheme " + scheme + " expects");
    }

    @Test
    void says_what_was_seen_and_what_is_expected() {
        assertThatThrownBy(() -> scheme(Scheme.date).parse("26.5"))
                .hasMessage(
                        "version \"26.5\" cannot be read: scheme date expects year of two digits, month, day and at "
                                + "most a patch number, e.g. v26.05.12 or v26.05.12.1");
    }

    @Test
    void is_a_total_order_consistent_with_equals() {
        long seed = Long.getLong("ratchet.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String a = randomVersion(random);
            String b = random.nextInt(4) == 0 ? respelled(a, random) : randomVersion(random);
            String c = randomVersion(random);
            String message = "seed " + seed + ", case " + i + ": " + a + " | " + b + " | " + c;
            Version va = scheme(Scheme.semver).parse(a);
            Version vb = scheme(Scheme.semver).parse(b);
            Version vc = scheme(Scheme.semver).parse(c);

            assertThat(va.compareTo(va)).as(message).isZero();
            assertThat(Integer.signum(va.compareTo(vb))).as(message).isEqualTo(-Integer.signum(vb.compareTo(va)));
            assertThat(va.equals(vb)).as(message).isEqualTo(va.compareTo(vb) == 0);
            if (va.equals(vb)) {
                assertThat(va).as(message).hasSameHashCodeAs(vb);
                assertThat(Integer.signum(va.compareTo(vc))).as(message).isEqualTo(Integer.signum(vb.compareTo(vc)));
            }
            if (va.compareTo(vb) <= 0 && vb.compareTo(vc) <= 0) {
                assertThat(va.compareTo(vc)).as(message).isLessThanOrEqualTo(0);
            }
        }
    }

    @Test
    void sorts_to_one_result_whatever_order_the_versions_came_in() {
        long seed = Long.getLong("ratchet.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<String> versions = new ArrayList<>();
            for (int j = 0; j < 20; j++) {
                versions.add(randomVersion(random));
            }
            VersionScheme semver = scheme(Scheme.semver);
            List<Version> sorted = versions.stream().map(semver::parse).sorted().toList();
            Collections.shuffle(versions, random);
            assertThat(versions.stream().sorted(semver.comparator()).map(semver::parse))
                    .as("seed " + seed + ", case " + i)
                    .isEqualTo(sorted);
        }
    }

    /** Few different digits and words, so that neighbours, ties and prefixes are common. */
    private static String randomVersion(Random random) {
        StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "v" : "");
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            text.append(i == 0 ? "" : ".").append(randomNumber(random));
        }
        if (random.nextInt(3) == 0) {
            text.append('-');
            int identifiers = 1 + random.nextInt(3);
            for (int i = 0; i < identifiers; i++) {
                String word = List.of("a", "b", "rc", "A", "a-", "-", "0a").get(random.nextInt(7));
                text.append(i == 0 ? "" : ".").append(random.nextBoolean() ? word : randomNumber(random));
            }
        }
        return text.append(random.nextInt(5) == 0 ? "+build.1" : "").toString();
    }

    private static String randomNumber(Random random) {
        String number =
                random.nextInt(20) == 0 ? "9".repeat(1 + random.nextInt(40)) : Integer.toString(random.nextInt(3));
        return random.nextInt(10) == 0 ? "0" + number : number;
    }

    private static String respelled(String text, Random random) {
        String plain = text.replaceFirst("\\+.*", "").replaceFirst("^v", "");
        int dash = plain.indexOf('-');
        String numbers = dash < 0 ? plain : plain.substring(0, dash);
        String rest = dash < 0 ? "" : plain.substring(dash);
        return (random.nextBoolean() ? "v" : "") + "0" + numbers + ".0".repeat(random.nextInt(3)) + rest
                + (random.nextBoolean() ? "+x" : "");
    }
}
