package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImagesTest {
    private static List<ManifestObject> workload(String name, String image) {
        return Written.objects("{apiVersion: apps/v1, kind: Deployment, metadata: {name: " + name
                + "}, spec: {template: {spec: {containers: [{name: main, image: '" + image + "'}]}}}}");
    }

    @Test
    void images_are_listed_old_and_new_with_the_digest_that_runs() {
        assertThat(Images.between(
                        workload("api", "shop/api:1"),
                        workload("api", "shop/api:2"),
                        Map.of("shop/api:1", "sha256:abc")))
                .containsExactly(new ImageChange("shop/api:1", "shop/api:2", "sha256:abc", 1));
    }

    @Test
    void a_pinned_digest_is_told() {
        assertThat(Images.between(List.of(), workload("api", "shop/api@sha256:def"), Map.of()))
                .containsExactly(new ImageChange(null, "shop/api@sha256:def", "sha256:def", 1));
    }

    @Test
    void a_job_under_a_new_name_is_compared_by_its_image() {
        assertThat(Images.between(
                        workload("migrate-1", "reg:5000/shop/m:1"),
                        workload("migrate-2", "reg:5000/shop/m:2"),
                        Map.of()))
                .containsExactly(new ImageChange("reg:5000/shop/m:1", "reg:5000/shop/m:2", null, 1));
    }

    @Test
    void an_image_that_is_used_no_more_is_listed() {
        assertThat(Images.between(workload("worker", "shop/worker:1"), List.of(), Map.of()))
                .containsExactly(new ImageChange("shop/worker:1", null, null, 1));
    }
}
