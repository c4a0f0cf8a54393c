package io.jenkins.plugins.ratchet.backup.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DocumentsTest {
    private static List<String> texts(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add("document " + i);
        }
        return texts;
    }

    private static Documents of(List<String> texts) {
        DocumentSet set = new DocumentSet();
        texts.forEach(text -> set.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
        return set.documents();
    }

    @Test
    void theDigestIsTheSumOfTheDocumentsDigests() throws Exception {
        BigInteger sum = BigInteger.ZERO;
        for (String text : texts(500)) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            sum = sum.add(new BigInteger(1, digest));
        }
        BigInteger modulus = BigInteger.ONE.shiftLeft(256);

        assertThat(of(texts(500)).digest()).isEqualTo(String.format("%064x", sum.mod(modulus)));
        assertThat(of(List.of()).digest()).isEqualTo("0".repeat(64));
    }

    @Test
    void theOrderDoesNotMatterAndEveryDocumentDoes() {
        List<String> shuffled = texts(100);
        Collections.shuffle(shuffled, new Random(1));
        List<String> twice = texts(99);
        twice.add("document 1");

        assertThat(of(shuffled).digest()).isEqualTo(of(texts(100)).digest());
        assertThat(of(twice).count()).isEqualTo(100);
        assertThat(of(twice).digest()).isNotEqualTo(of(texts(100)).digest());
        assertThat(of(texts(99)).digest()).isNotEqualTo(of(texts(100)).digest());
    }

    @Test
    void whatTwoReadingsAgreeUponMustBeInTheThird() {
        List<String> changed = texts(1000);
        changed.set(3, "changed");
        changed.add("new");
        Documents before = of(texts(1000));
        Documents after = of(changed);

        Documents.Agreement either = before.with(after, before);
        assertThat(either.missing()).isZero();
        assertThat(either.settled()).isBetween(950L, 999L);
        assertThat(before.with(after, after)).isEqualTo(either);
        assertThat(before.with(after, of(texts(999))).missing()).isEqualTo(1);
        assertThat(before.with(before, of(List.of())))
                .isEqualTo(new Documents.Agreement(
                        1000, before.with(before, of(List.of())).missing()));
        assertThat(before.with(before, of(List.of())).missing()).isGreaterThan(800);
    }
}
