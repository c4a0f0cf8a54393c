package io.jenkins.plugins.ratchet.helm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The command line of the embedded helm: helm's own spelling, limited to what helm-java can carry out. */
final class EmbeddedHelmArguments {
    /** A command line that cannot be served as it is; nothing has been done. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    private static final String GLOBAL = "--namespace= --kubeconfig= --kube-context= --repository-config= --debug";
    private static final String CHART = " --version= --devel --ca-file= --cert-file= --key-file= --plain-http"
            + " --insecure-skip-tls-verify --keyring= --repository-config=";
    private static final String VALUES = " --values= --set= --set-file=";
    private static final String RELEASE = " --timeout= --description= --wait --dry-run? --create-namespace --skip-crds"
            + " --dependency-update --disable-openapi-validation --output=";

    /** Per command: which flags it has; {@code =} takes a value, {@code ?} may take one. */
    private static final Map<String, String> FLAGS = Map.ofEntries(
            Map.entry("install", CHART + VALUES + RELEASE),
            Map.entry(
                    "upgrade",
                    CHART + VALUES + RELEASE + " --install --reset-values --reuse-values --reset-then-reuse-values"),
            Map.entry("template", CHART + VALUES + " --kube-version= --skip-crds --dependency-update"),
            Map.entry("show chart", CHART),
            Map.entry("show values", CHART),
            Map.entry("show readme", CHART),
            Map.entry("show crds", CHART),
            Map.entry("show all", CHART),
            Map.entry(
                    "list",
                    " --all --all-namespaces --deployed --failed --pending --superseded --uninstalled"
                            + " --uninstalling --filter= --short --output="),
            Map.entry("history", " --max= --output="),
            Map.entry("status", " --revision= --output="),
            Map.entry("get values", " --revision= --all --output="),
            Map.entry("uninstall", " --keep-history --no-hooks --ignore-not-found --cascade= --dry-run"),
            Map.entry("lint", " --strict --quiet"),
            Map.entry("version", " --short --template="),
            Map.entry(
                    "repo add",
                    " --username= --password-stdin --force-update --ca-file= --cert-file= --key-file="
                            + " --insecure-skip-tls-verify"),
            Map.entry("repo update", ""),
            Map.entry("repo list", " --output="));

    private static final Map<String, String> SHORT = Map.of(
            "-n",
            "--namespace",
            "-f",
            "--values",
            "-o",
            "--output",
            "-A",
            "--all-namespaces",
            "-a",
            "--all",
            "-q",
            "--short",
            "-i",
            "--install");

    private static final Map<String, String> ALIASES =
            Map.of("ls", "list", "delete", "uninstall", "del", "uninstall", "hist", "history");

    private final String command;
    private final List<String> words = new ArrayList<>();
    private final Map<String, List<String>> flags = new HashMap<>();

    private EmbeddedHelmArguments(String command) {
        this.command = command;
    }

    static EmbeddedHelmArguments parse(String... argv) {
        List<String> rest = new ArrayList<>(Arrays.asList(argv));
        // flags may stand before the command, with their values
        int at = 0;
        while (at < rest.size() && rest.get(at).startsWith("-")) {
            boolean takesNext = !rest.get(at).contains("=") && !rest.get(at).equals("--debug");
            at += takesNext ? 2 : 1;
        }
        if (at >= rest.size()) {
            throw new Unusable("helm needs a command");
        }
        String command = rest.remove(at);
        command = ALIASES.getOrDefault(command, command);
        if (Set.of("show", "get", "repo").contains(command) && at < rest.size()) {
            command += " " + rest.remove(at);
        }
        if (!FLAGS.containsKey(command)) {
            throw new Unusable("the embedded helm does not offer \"" + command + "\"; install the helm binary and name"
                    + " it by --helm or PATH");
        }
        EmbeddedHelmArguments arguments = new EmbeddedHelmArguments(command);
        arguments.read(rest);
        return arguments;
    }

    String command() {
        return command;
    }

    /** The word at a position behind the command. */
    String word(int position, String what) {
        if (position >= words.size()) {
            throw new Unusable("helm " + command + " needs " + what);
        }
        return words.get(position);
    }

    int words() {
        return words.size();
    }

    List<String> all(String flag) {
        return flags.getOrDefault(flag, List.of());
    }

    /** The last value given; null where there is none. */
    String value(String flag) {
        List<String> values = all(flag);
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    int flag(String flag) {
        return "true".equals(value(flag)) ? 1 : 0;
    }

    int number(String flag) {
        String value = value(flag);
        try {
            return value == null ? 0 : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new Unusable(flag + " takes a number, not \"" + value + "\"");
        }
    }

    private void read(List<String> rest) {
        Set<String> known =
                new HashSet<>(List.of((GLOBAL + " " + FLAGS.get(command)).trim().split(" +")));
        for (int i = 0; i < rest.size(); i++) {
            String word = rest.get(i);
            if (!word.startsWith("-") || word.equals("-")) {
                words.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            name = SHORT.getOrDefault(name, name);
            String value = equals < 0 ? null : word.substring(equals + 1);
            if (known.contains(name + "=")) {
                if (value == null && ++i == rest.size()) {
                    throw new Unusable("flag needs an argument: " + name);
                }
                value = value == null ? rest.get(i) : value;
            } else if (known.contains(name + "?")) {
                value = value == null ? "true" : value;
            } else if (known.contains(name)) {
                value = value == null ? "true" : value;
                if (!Set.of("true", "false").contains(value)) {
                    throw new Unusable("the embedded helm knows " + name + " only without a value, not " + word);
                }
            } else {
                throw new Unusable("the embedded helm has no flag " + name + " for \"helm " + command
                        + "\"; the helm binary may have");
            }
            flags.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }
    }
}
