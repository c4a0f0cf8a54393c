package io.jenkins.plugins.ratchet.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretPatternsTest {
    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1g";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            connecting to postgres://app:hunter22@db:5432/shop   | connecting to postgres://app:****@db:5432/shop
            redis://:hunter22@redis:6379/0 is away                | redis://:****@redis:6379/0 is away
            Authorization: Basic aHVudGVyMjI=                     | Authorization: Basic ****
            {"authorization":"Bearer hunter22.x"}                 | {"authorization":"Bearer ****"}
            DB_PASSWORD=hunter22 started                          | DB_PASSWORD=**** started
            {"password": "hun ter\\" 22", "user": "app"}          | {"password": ****, "user": "app"}
            client_secret: 'hunter22'                             | client_secret: ****
            GET /cb?access_token=hunter22&state=1                 | GET /cb?access_token=****&state=1
            push with ghp_0123456789abcdefghijABCDEFGHIJ012345     | push with ****
            """)
    void what_looks_like_a_secret_is_masked_and_the_rest_stays(String text, String masked) {
        assertThat(SecretPatterns.mask(text)).isEqualTo(masked);
    }

    @Test
    void a_token_is_masked_wherever_it_stands() {
        assertThat(SecretPatterns.mask("got " + JWT + ", went on")).isEqualTo("got ****, went on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "", " ", "\\n"})
    void a_private_key_is_masked_with_and_without_its_line_breaks(String lineBreak) {
        String key = String.join(
                lineBreak,
                "-----BEGIN EC PRIVATE KEY-----",
                "MHcCAQEEIBr8bZ0m",
                "AwEHoUQDQgAE1+x/",
                "-----END EC PRIVATE KEY-----");
        assertThat(SecretPatterns.mask("key: " + key + " end"))
                .isEqualTo("key: -----BEGIN EC PRIVATE KEY-----**** end");
    }

    @Test
    void a_private_key_whose_end_was_cut_off_is_masked_too() {
        assertThat(SecretPatterns.mask("-----BEGIN PRIVATE KEY-----\nMHcCAQEEIBr8bZ0m\nAwEHoUQDQgAE"))
                .isEqualTo("-----BEGIN PRIVATE KEY-----****");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "couldn't find key password in Secret shop/shop-db",
                "secretName: shop-db",
                "-----BEGIN CERTIFICATE-----",
                "http://api:8080/ready answers 503",
                "token expired"
            })
    void what_names_a_secret_without_telling_it_stays_readable(String text) {
        assertThat(SecretPatterns.mask(text)).isEqualTo(text);
    }

    @Test
    void a_megabyte_of_anything_is_done_at_once() {
        for (String part :
                new String[] {"-", "a", "://", "password=", "-----BEGIN PRIVATE KEY-----", "eyJ.", "bearer "}) {
            assertThat(SecretPatterns.mask(part.repeat(1_000_000 / part.length())))
                    .isNotNull();
        }
    }
}
