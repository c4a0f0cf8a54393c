package io.jenkins.plugins.ratchet.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How a release is led to another database: the connection's settings that come from the live values name the values
 * to change. What comes from elsewhere has to be changed there.
 *
 * @param values by path
 * @param byHand what values cannot change, in words
 */
record Repoint(Map<String, String> values, List<String> byHand) {

    static Repoint of(Database database, DatabaseAddress present, DatabaseAddress wanted) {
        Map<String, String> values = new TreeMap<>();
        List<String> byHand = new ArrayList<>();
        Connection connection = database.connection();
        part("host", connection.host(), present.namedHost(), wanted.namedHost(), values, byHand);
        part(
                "port",
                connection.port(),
                Integer.toString(present.namedPort()),
                Integer.toString(wanted.namedPort()),
                values,
                byHand);
        part("database", connection.database(), present.database(), wanted.database(), values, byHand);
        part("user", connection.user(), present.user(), wanted.user(), values, byHand);
        if (!Objects.equals(present.password(), wanted.password())) {
            byHand.add(
                    "the password of user " + wanted.user() + " at " + wanted.namedHost() + ":" + wanted.namedPort());
        }
        return new Repoint(
                values,
                byHand.stream()
                        .map(text -> "database " + database.name() + ": " + text)
                        .toList());
    }

    private static void part(
            String what,
            Setting setting,
            String present,
            String wanted,
            Map<String, String> values,
            List<String> byHand) {
        if (present.equals(wanted)) {
            return;
        }
        if (setting != null && setting.values() != null) {
            values.put(setting.values(), wanted);
        } else {
            byHand.add(what + " from " + present + " to " + wanted + ", where the product takes it from"
                    + (setting != null && setting.secret() != null
                            ? " (Secret " + setting.secret() + ", key " + setting.key() + ")"
                            : ""));
        }
    }

    /**
     * Sets the values in a tree as helm has it.
     *
     * @param merged all values of then: what was a number stays one
     */
    static void apply(ObjectNode tree, Map<String, String> values, JsonNode merged) {
        values.forEach((path, value) -> {
            String[] keys = path.split("\\.");
            ObjectNode node = tree;
            for (int i = 0; i < keys.length - 1; i++) {
                node = node.path(keys[i]).isObject() ? (ObjectNode) node.get(keys[i]) : node.putObject(keys[i]);
            }
            boolean number = merged.at("/" + String.join("/", keys)).isNumber() && value.matches("\\d{1,9}");
            node.set(
                    keys[keys.length - 1], number ? IntNode.valueOf(Integer.parseInt(value)) : TextNode.valueOf(value));
        });
    }
}
