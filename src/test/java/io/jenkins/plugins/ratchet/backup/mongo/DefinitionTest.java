package io.jenkins.plugins.ratchet.backup.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class DefinitionTest {
    private static Definition of(String options, String... indexes) {
        return Definition.of(
                "collection",
                BsonDocument.parse(options),
                List.of(indexes).stream().map(BsonDocument::parse).toList());
    }

    @Test
    void whatARestoreRenewsIsNotOfTheDefinition() {
        assertThat(of("{}", "{v: 1, key: {a: 1}, name: 'a_1', ns: 'shop.orders', background: true}"))
                .isEqualTo(of("{autoIndexId: true}", "{v: 2, key: {a: 1.0}, name: 'a_1'}"));
    }

    @Test
    void theOrderOfOptionsDoesNotMatterAndThatOfAKeyDoes() {
        assertThat(of("{size: 4096, capped: true}")).isEqualTo(of("{capped: true, size: {$numberLong: '4096'}}"));
        assertThat(of("{}", "{key: {a: 1, b: 1}, name: 'x'}")).isNotEqualTo(of("{}", "{key: {b: 1, a: 1}, name: 'x'}"));
        assertThat(of("{}", "{name: 'x', unique: true, key: {a: 1}}"))
                .isEqualTo(of("{}", "{key: {a: 1}, name: 'x', unique: true}"));
    }

    @Test
    void everyOptionAndEveryIndexCounts() {
        assertThat(of("{capped: true, size: 4096}")).isNotEqualTo(of("{}"));
        assertThat(of("{validator: {a: {$gt: 1}}}")).isNotEqualTo(of("{validator: {a: {$gt: 2}}}"));
        assertThat(of("{validator: {a: 1}}").validated()).isTrue();
        assertThat(of("{}", "{key: {a: 1}, name: 'a'}", "{key: {b: 1}, name: 'b'}"))
                .isEqualTo(of("{}", "{key: {b: 1}, name: 'b'}", "{key: {a: 1}, name: 'a'}"))
                .isNotEqualTo(of("{}", "{key: {a: 1}, name: 'a'}"));
        assertThat(of("{}", "{key: {a: 1}, name: 'a', unique: true}"))
                .isNotEqualTo(of("{}", "{key: {a: 1}, name: 'a'}"));
        assertThat(of("{}", "{key: {a: -1}, name: 'a'}")).isNotEqualTo(of("{}", "{key: {a: 1}, name: 'a'}"));
    }
}
