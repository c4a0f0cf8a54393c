package io.jenkins.plugins.ratchet.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannedValuesTest {
    private static final String CONFIGURATION =
            "{ \"root_module\": { \"resources\": [ { \"address\": \"helm_release.shop\", \"expressions\": %s } ] } }";

    private static PlannedValues values(String change, String expressions) throws JsonProcessingException {
        String json = "{ \"resource_changes\": [ { \"address\": \"helm_release.shop\", \"change\": " + change
                + " } ], \"configuration\": " + CONFIGURATION.formatted(expressions) + " }";
        return new SavedPlan(Json.mapper().readTree(json), "", 1)
                .values("helm_release.shop")
                .orElseThrow();
    }

    private static PlannedValues values(String change) throws JsonProcessingException {
        return values(change, "{}");
    }

    private static String set(String block) throws JsonProcessingException {
        PlannedValues values = values("{ \"after\": { \"set\": [ " + block + " ] } }");
        return values.unknown() == null ? values.set().toString() : values.unknown();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "a.b       | 3        | auto    | {'a':{'b':3}}",
                "a.b       | 3        | string  | {'a':{'b':'3'}}",
                "a         | 3.5      |         | {'a':'3.5'}",
                "a         | 0123     |         | {'a':'0123'}",
                "a         | 0        |         | {'a':0}",
                "a         | True     |         | {'a':true}",
                "a         | null     |         | {'a':null}",
                "a         | true     | literal | {'a':'true'}",
                "x\\\\.y/z | u\\\\,v  |         | {'x.y/z':'u,v'}",
                "a         | 99999999999999999999 | | {'a':'99999999999999999999'}",
                "a[0].b    | 1        |         | set of \"a[0].b\" has an index or more than one name",
                "a         | x,b=c    |         | set of \"a\" has a comma that is not escaped, after which helm reads a name",
                "a         | {x}      |         | set of \"a\" has a list for its value",
                "a..b      | x        |         | set of \"a..b\" has an empty name",
            })
    void a_set_block_is_read_as_helm_reads_it_or_not_at_all(String name, String value, String type, String read)
            throws JsonProcessingException {
        String block = "{ \"name\": \"" + name + "\", \"value\": \"" + value + "\", \"type\": \""
                + (type == null ? "" : type) + "\" }";
        assertThat(set(block)).isEqualTo(read.startsWith("{") ? read.replace('\'', '"') : read);
    }

    @Test
    void documents_blocks_and_lists_come_together_and_what_is_sensitive_is_told() throws JsonProcessingException {
        PlannedValues values = values("""
                { "before": { "set_sensitive": [ { "name": "mail.login", "value": "old-one" } ] },
                  "before_sensitive": { "set_sensitive": [ { "value": true } ] },
                  "after": { "values": [ "a: 1", "b: 2" ],
                    "set": [ { "name": "mail.host", "value": "mx" } ],
                    "set_list": [ { "name": "hosts", "value": [ "one", "2" ] } ],
                    "set_sensitive": [ { "name": "mail.login", "value": "new-one" } ] },
                  "after_sensitive": { "set_sensitive": [ { "value": true } ], "values": [ false ] },
                  "after_unknown": { "metadata": true, "set": [ {} ] } }
                """);

        assertThat(values.unknown()).isNull();
        assertThat(values.documents()).containsExactly("a: 1", "b: 2");
        assertThat(values.set().toString())
                .isEqualTo("{\"mail\":{\"host\":\"mx\",\"login\":\"new-one\"},\"hosts\":[\"one\",2]}");
        assertThat(values.secrets()).containsExactlyInAnyOrder("old-one", "new-one");
        assertThat(values.secretPaths()).isEqualTo(List.of("/mail/login"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'after':{},'after_unknown':{'values':true}}                         | values is known after the apply only",
                "{'after':{},'after_unknown':{'set':[{'value':true}]}}                | set is known after the apply only",
                "{'after':{'values':['x: y']},'after_sensitive':{'values':[true]}}    | values is sensitive as a whole",
                "{'after':{'reuse_values':true}}                                      | reuse_values is set on it",
                "{'after':{'postrender':[{'binary_path':'x'}]}}                       | postrender is set on it",
                "{'after':{'set':[{'name':'a','value':'1'},{'name':'a.b','value':'2'}]}} | set of \"a.b\" overlaps with another one",
                "{'after':{'set_list':[{'name':'a','value':['x,y']}]}}                | set_list of \"a\" has an element that is not plain",
                "{'after':{'set_sensitive':[{'name':'a','value':'1234'}]},'after_sensitive':{'set_sensitive':true}} | "
                        + "a sensitive value is too short to be masked wherever it would be shown",
            })
    void where_the_plan_does_not_tell_all_of_them_it_is_said_why(String change, String why)
            throws JsonProcessingException {
        assertThat(values(change.replace('\'', '"')).unknown()).isEqualTo(why);
    }

    @Test
    void what_no_plan_keeps_is_not_passed_over() throws JsonProcessingException {
        assertThat(values("{ \"after\": {} }", "{ \"set_wo\": { \"references\": [ \"var.login\" ] } }")
                        .unknown())
                .contains("set_wo is write-only");
    }
}
