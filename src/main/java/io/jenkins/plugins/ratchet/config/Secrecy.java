package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import io.jenkins.plugins.ratchet.config.YamlNode.Sequence;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of {@code ratchet.yaml}: the file lies in a repository, and what it says appears in plans and
 * reports. Messages name the place and never repeat the value.
 */
final class Secrecy {
    static final String INSTEAD = "take it from env, file, or secret with key";

    /** A user name and a password before the host of an address. */
    private static final Pattern URL_WITH_PASSWORD = Pattern.compile("://[^/\\s:@]*:[^/\\s]*@");

    /** An argument that carries a password, as in {@code --set auth.password=…} or {@code PGPASSWORD=…}. */
    private static final Pattern SECRET_ARGUMENT = Pattern.compile(
            "(?i)(passw(or)?d|passphrase|token|api[-_]?key|(?<!existing)secret[-_]?key)[\"']?\\s*=\\s*[^\\s,]");

    private static final Set<String> SECRET_OPTIONS = Set.of("--password", "--kube-token", "--token");
    private static final Pattern SECRET_NAME = Pattern.compile(
            "authorization|cookie|passw(or)?d|passphrase|token|secret|api[-_]?key|access[-_]?key|credential");
    /** What users name themselves. */
    private static final Set<String> FREE = Set.of("headers", "form", "env", "notes");

    /** A value that an earlier request of a canary took, e.g. {@code Bearer ${token}}. */
    private static final Pattern TAKEN = Pattern.compile("([A-Za-z]+ +)?\\$\\{[A-Za-z][A-Za-z0-9_-]*}");

    private static final Set<String> ARGUMENTS = Set.of("helmArgs", "run", "verify", "restore");

    private Secrecy() {}

    /** Whether the text under a key is a secret, by the key's name or by what it holds. */
    static boolean isSecret(String parent, String key, String text) {
        return namesSecret(parent, key) && !TAKEN.matcher(text).matches() || hasPasswordInUrl(text);
    }

    private static boolean namesSecret(String parent, String key) {
        String name = key.toLowerCase(Locale.ROOT);
        boolean secret = SECRET_NAME.matcher(name).find() && !name.endsWith("type"); // e.g. subject_token_type
        return key.equals("password") || key.equals("bearer") || FREE.contains(parent) && secret;
    }

    static boolean hasPasswordInUrl(String text) {
        return URL_WITH_PASSWORD.matcher(text).find();
    }

    /** Refuses the first secret that is written out. */
    static void check(YamlNode node, String key) {
        if (node instanceof Mapping mapping) {
            mapping.entries().forEach((name, value) -> {
                literal(key, name, value);
                check(value, name);
            });
        } else if (node instanceof Sequence sequence) {
            if (ARGUMENTS.contains(key)) {
                arguments(sequence.items());
            }
            sequence.items().forEach(item -> check(item, key));
        } else if (node instanceof Scalar scalar && scalar.text() != null && hasPasswordInUrl(scalar.text())) {
            throw node.place().error("holds an address with a password in it; leave the password out and " + INSTEAD);
        }
    }

    private static void literal(String parent, String name, YamlNode value) {
        if (!namesSecret(parent, name)) {
            return;
        }
        if (value instanceof Scalar scalar
                && (scalar.text() == null || !TAKEN.matcher(scalar.text()).matches())) {
            throw value.place().error("holds a secret in clear text; " + INSTEAD);
        }
        if (value instanceof Mapping setting) {
            for (String key : List.of("literal", "default")) {
                if (setting.has(key)) {
                    throw setting.placeOf(key).error("holds a secret in clear text; " + INSTEAD);
                }
            }
        }
    }

    private static void arguments(List<YamlNode> items) {
        for (YamlNode item : items) {
            if (item instanceof Scalar scalar
                    && scalar.text() != null
                    && (SECRET_ARGUMENT.matcher(scalar.text()).find() || SECRET_OPTIONS.contains(scalar.text()))) {
                throw item.place()
                        .error("puts a secret on a command line, where every process can read it; use a values file"
                                + " or an environment variable");
            }
        }
    }
}
