package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreeWayTest {
    @ParameterizedTest(name = "{0} to {1} over {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{a: 1} | {a: 2} | {a: 1, b: 9} | {a: 2, b: 9}",
                "{a: 1, b: 2} | {a: 1} | {a: 1, b: 2, c: 3} | {a: 1, c: 3}",
                "{a: 1} | {a: 1} | {a: 5} | {a: 1}",
                "{l: [{name: x, v: 1}]} | {l: [{name: x, v: 2}]} | {l: [{name: x, v: 1, d: 9}, {name: side}]} | {l: [{name: x, v: 2, d: 9}, {name: side}]}",
                "{l: [{name: x}, {name: y}]} | {l: [{name: x}]} | {l: [{name: x}, {name: y}]} | {l: [{name: x}]}",
                "{l: [1, 2]} | {l: [1]} | {l: [1, 2, 3]} | {l: [1]}",
                "{p: [{port: 80}]} | {p: [{port: 80}]} | {p: [{port: 80, protocol: TCP}]} | {p: [{port: 80, protocol: TCP}]}",
                "{a: {}} | {a: {}, e: '', n: null} | {b: 1} | {b: 1}",
                "{h: false} | {h: false} | {b: 1} | {b: 1}",
                "{b: 1} | {b: 1, h: false} | {b: 1} | {b: 1, h: false}"
            })
    void the_new_manifest_is_laid_over_what_is_live(String old, String young, String live, String expected) {
        assertThat(ThreeWay.merge(Written.yaml(old), Written.yaml(young), Written.yaml(live)))
                .isEqualTo(Written.yaml(expected));
    }

    @ParameterizedTest
    @CsvSource({"500m, 0.5", "1Gi, 1024Mi", "1, 1.0", "'80', 80"})
    void other_spellings_are_no_change(String a, String b) {
        assertThat(ThreeWay.same(Written.yaml("{x: " + a + "}"), Written.yaml("{x: " + b + "}")))
                .isTrue();
    }

    @Test
    void what_somebody_changed_by_hand_is_drift_and_what_the_server_added_is_not() {
        String manifest = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: api}, spec: {replicas: 2}}";
        String served = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, uid: x}, spec: {replicas: 2,"
                + " strategy: {type: RollingUpdate}}, status: {replicas: 2}}";
        Comparison quiet = Written.comparison(manifest, manifest, served);
        Comparison drifted = Written.comparison(manifest, manifest, served.replace("replicas: 2,", "replicas: 7,"));

        assertThat(ThreeWay.same(quiet.present(), quiet.restored())).isTrue();
        assertThat(Differences.between(drifted.present(), drifted.restored(), 5))
                .containsExactly("spec.replicas");
    }
}
