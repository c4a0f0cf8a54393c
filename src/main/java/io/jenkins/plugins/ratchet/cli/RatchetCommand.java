package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The command {@code ratchet} and its subcommands. */
@Command(
        name = "ratchet",
        description = "Upgrades Helm releases whose databases migrate forward only: proves that a restorable backup"
                + " exists, moves the release forward and never back, and shows what happened.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "2:refused by a rule; nothing was changed",
            "3:failed after something may have changed; the report says what, and what to do",
            "4:upgraded, but verification failed",
            "64:wrong usage or configuration",
            "69:a tool or service that is needed is missing or out of reach",
            "130, 143:interrupted; recorded, lock released, nothing rolled back"
        })
final class RatchetCommand {
    private RatchetCommand() {}

    /** The command with all of its subcommands. */
    static CommandLine of(Terminal terminal) {
        CommandLine line = new CommandLine(new RatchetCommand());
        subcommands(terminal).forEach((name, command) -> line.addSubcommand(name, command.get()));
        line.addSubcommand(new GenerateCompletion());
        line.getSubcommands()
                .get("generate-completion")
                .getCommandSpec()
                .usageMessage()
                .hidden(true);
        return line;
    }

    /** As far as these arguments need it: making all of the subcommands takes a good part of a short run. */
    private static CommandLine of(List<String> arguments, Terminal terminal) {
        String name = arguments.isEmpty() ? "" : arguments.get(0);
        Supplier<Object> command = subcommands(terminal).get(name);
        return command == null
                ? of(terminal)
                : new CommandLine(new RatchetCommand()).addSubcommand(name, command.get());
    }

    private static Map<String, Supplier<Object>> subcommands(Terminal terminal) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("plan", () -> new PlanCommand(terminal));
        commands.put(
                "backup",
                () -> new CommandLine(new BackupCommand(terminal))
                        .addSubcommand(new BackupListCommand(terminal))
                        .addSubcommand(new BackupShowCommand(terminal))
                        .addSubcommand(new BackupProveCommand(terminal))
                        .addSubcommand(new BackupPruneCommand(terminal)));
        commands.put("upgrade", () -> new UpgradeCommand(terminal));
        commands.put("verify", () -> new VerifyCommand(terminal));
        commands.put("restore", () -> new RestoreCommand(terminal));
        commands.put("status", () -> new StatusCommand(terminal));
        commands.put("freeze", () -> new FreezeCommand(terminal));
        commands.put("thaw", () -> new ThawCommand(terminal));
        commands.put("recover", () -> new RecoverCommand(terminal));
        commands.put("diagnose", () -> new DiagnoseCommand(terminal));
        commands.put(
                "kots-console",
                () -> new CommandLine(new KotsConsoleCommand()).addSubcommand(new KotsConsoleUpgradeCommand(terminal)));
        commands.put("lint", () -> new LintCommand(terminal));
        commands.put("config", () -> new ConfigCommand(terminal));
        commands.put("demo", () -> new DemoCommand(terminal));
        return commands;
    }

    /** Runs one command line and returns its exit code. */
    static int run(List<String> arguments, Terminal terminal) {
        CommandLine line = of(arguments, terminal);
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((problem, given) -> {
            terminal.err().println("ratchet: " + problem.getMessage());
            terminal.err()
                    .println("Try `" + problem.getCommandLine().getCommandSpec().qualifiedName() + " --help`.");
            return ExitCode.USAGE.code();
        });
        line.setExecutionExceptionHandler((problem, command, parsed) -> {
            if (problem instanceof RunException known) {
                terminal.err().println("ratchet: " + known.getMessage());
                return known.exitCode().code();
            }
            terminal.err().println("ratchet: this is a defect in Ratchet, please report it: " + problem);
            problem.printStackTrace(terminal.err());
            return ExitCode.FAILED.code();
        });
        if (arguments.isEmpty()) {
            line.usage(terminal.err());
            return ExitCode.USAGE.code();
        }
        return line.execute(arguments.toArray(String[]::new));
    }
}
