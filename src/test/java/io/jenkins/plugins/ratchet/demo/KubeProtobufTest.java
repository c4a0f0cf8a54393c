package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeProtobufTest {
    private static byte[] field(int number, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(number << 3 | 2);
        for (int rest = value.length; ; rest >>>= 7) {
            out.write(rest < 0x80 ? rest : rest & 0x7f | 0x80);
            if (rest < 0x80) {
                break;
            }
        }
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] field(int number, String value) {
        return field(number, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] envelope(String kind, byte[] raw) {
        return join(
                new byte[] {'k', '8', 's', 0},
                field(1, join(field(1, "v1"), field(2, kind))),
                field(2, raw),
                field(3, ""),
                field(4, ""));
    }

    private static byte[] secret() {
        byte[] metadata =
                join(field(1, "sh.helm.release.v1.web.v1"), field(11, join(field(1, "owner"), field(2, "helm"))));
        byte[] data = join(field(1, "release"), field(2, new byte[300]));
        return envelope("Secret", join(field(1, metadata), field(2, data), field(3, "helm.sh/release.v1")));
    }

    @Test
    void a_secret_of_helm_is_read() {
        ObjectNode secret = KubeProtobuf.decode(secret());
        assertThat(KubeJson.name(secret)).isEqualTo("sh.helm.release.v1.web.v1");
        assertThat(KubeJson.text(secret, "metadata", "labels", "owner")).isEqualTo("helm");
        assertThat(KubeJson.text(secret, "type")).isEqualTo("helm.sh/release.v1");
        assertThat(KubeJson.text(secret, "data", "release")).hasSize(400);
        assertThat(KubeJson.text(secret, "apiVersion")).isEqualTo("v1");
    }

    @Test
    void another_kind_is_refused_as_an_unknown_format() {
        byte[] deployment = envelope("Deployment", new byte[0]);
        assertThatThrownBy(() -> KubeProtobuf.decode(deployment))
                .isInstanceOfSatisfying(
                        KubeFault.class, fault -> assertThat(fault.code()).isEqualTo(415));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 20, 100, 300})
    void a_body_that_is_cut_off_is_a_bad_request(int length) {
        byte[] cut = java.util.Arrays.copyOf(secret(), length);
        assertThatThrownBy(() -> KubeProtobuf.decode(cut)).isInstanceOf(KubeFault.class);
    }
}
