package io.jenkins.plugins.ratchet.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.helm.EmbeddedHelmArguments.Unusable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedHelmArgumentsTest {
    private static EmbeddedHelmArguments parse(String line) {
        return EmbeddedHelmArguments.parse(line.split(" "));
    }

    @Test
    void flags_are_read_in_all_of_helms_spellings() {
        EmbeddedHelmArguments arguments = parse(
                "--kubeconfig k upgrade web ./chart -n shop -f a.yaml --values=b.yaml --wait --timeout 5m -o json");
        assertThat(arguments.command()).isEqualTo("upgrade");
        assertThat(arguments.word(1, "a chart")).isEqualTo("./chart");
        assertThat(arguments.value("--namespace")).isEqualTo("shop");
        assertThat(arguments.all("--values")).containsExactly("a.yaml", "b.yaml");
        assertThat(arguments.flag("--wait")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upgrade web chart --atomic",
                "upgrade web chart --force",
                "upgrade web chart --cleanup-on-fail",
                "upgrade web chart --rollback-on-failure=true",
                "upgrade web chart --labels a=b",
                "upgrade web chart --wait=legacy",
                "upgrade web chart --timeout",
                "rollback web 1",
                "get manifest web",
                "pull web",
                "--namespace x",
            })
    void what_helm_java_cannot_do_is_refused(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(Unusable.class);
    }

    @ParameterizedTest
    @CsvSource({"5m0s,300", "1h,3600", "90s,90", "300ms,1", "1.5m,90"})
    void durations_are_read_as_go_does(String duration, int seconds) {
        assertThat(EmbeddedHelmValues.seconds(duration)).isEqualTo(seconds);
    }

    @Test
    void values_are_handed_over_url_encoded_and_lists_are_refused() {
        assertThat(EmbeddedHelmValues.set(List.of("a.b=1,c=x\\,y"))).isEqualTo("a.b=1&c=x%2Cy");
        assertThatThrownBy(() -> EmbeddedHelmValues.set(List.of("a={1,2}")))
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("values file");
    }
}
