package io.jenkins.plugins.ratchet.backup.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class PrivilegesTest {
    private static Privileges of(String privileges) {
        return Privileges.of(BsonDocument.parse("{authInfo: {authenticatedUsers: [{user: 'u', db: 'admin'}],"
                + " authenticatedUserPrivileges: " + privileges + "}}"));
    }

    @Test
    void aPrivilegeOnAllDatabasesOrOnTheVeryOneCounts() {
        String actions = "actions: ['find', 'dbStats']";
        List<String> wanted = List.of("find", "dbStats", "insert");

        assertThat(of("[{resource: {db: '', collection: ''}, " + actions + "}]").missing(wanted, "shop"))
                .containsExactly("insert");
        assertThat(of("[{resource: {db: 'shop', collection: ''}, " + actions + "}]")
                        .missing(wanted, "shop"))
                .containsExactly("insert");
        assertThat(of("[{resource: {anyResource: true}, actions: ['find', 'insert', 'dbStats']}]")
                        .missing(wanted, "shop"))
                .isEmpty();
    }

    @Test
    void aPrivilegeElsewhereOrOnOneCollectionDoesNot() {
        assertThat(of("[{resource: {db: 'other', collection: ''}, actions: ['find']},"
                                + " {resource: {db: 'shop', collection: 'orders'}, actions: ['find']},"
                                + " {resource: {cluster: true}, actions: ['find']}]")
                        .missing(List.of("find"), "shop"))
                .containsExactly("find");
    }

    @Test
    void withoutAccessControlNothingIsMissing() {
        assertThat(Privileges.of(BsonDocument.parse(
                                "{authInfo: {authenticatedUsers: [], authenticatedUserPrivileges: []}}"))
                        .missing(List.of("find"), "shop"))
                .isEmpty();
    }
}
