package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.ConfigLoader;
import io.jenkins.plugins.ratchet.config.ConfigPrinter;
import io.jenkins.plugins.ratchet.plan.Rules;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet config}. */
@Command(
        name = "config",
        description =
                "Checks the configuration; with --resolved, prints it with its profile merged in, secrets absent.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    CommonOptions options;

    @Option(names = "--resolved", description = "Prints the merged configuration as YAML.")
    boolean resolved;

    private final Terminal terminal;

    ConfigCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Config config = new ConfigLoader(Rules.waivableIds())
                .load(options.config, options.overrides(List.of()))
                .allowing(options.waivers());
        if (resolved) {
            terminal.out().print(ConfigPrinter.toYaml(config));
        } else {
            terminal.out()
                    .println(options.config + ": fine; release " + config.namespace() + "/" + config.release()
                            + (config.product() == null ? "" : ", profile " + config.product()));
        }
        return 0;
    }
}
