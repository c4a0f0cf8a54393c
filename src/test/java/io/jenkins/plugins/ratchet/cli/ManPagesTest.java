package io.jenkins.plugins.ratchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes the man pages to {@code target/man} in AsciiDoc; a release makes troff of them. */
class ManPagesTest {
    private static final Path PAGES = Path.of("target/man");

    @Test
    void every_command_has_a_page_that_names_its_options() throws IOException {
        CommandLine line = RatchetCommand.of(new Terminal(System.out, System.err, false, Map.of(), () -> false));

        int exit = ManPageGenerator.generateManPage(PAGES.toFile(), null, new boolean[0], true, line.getCommandSpec());

        assertThat(exit).isZero();
        List<CommandSpec> commands = new ArrayList<>();
        collect(line.getCommandSpec(), commands);
        assertThat(commands).hasSizeGreaterThan(10);
        for (CommandSpec command : commands) {
            Path page = PAGES.resolve(command.qualifiedName("-") + ".adoc");
            assertThat(page).content().contains("== Name", command.qualifiedName("-"), "== Synopsis");
            command.options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> assertThat(page)
                            .content()
                            .contains(option.longestName().substring(2)));
        }
        assertThat(Files.readString(PAGES.resolve("ratchet.adoc"))).contains("refused by a rule; nothing was changed");
    }

    private static void collect(CommandSpec command, List<CommandSpec> commands) {
        if (command.usageMessage().hidden()) {
            return;
        }
        commands.add(command);
        command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(each -> !commands.contains(each))
                .forEach(each -> collect(each, commands));
    }
}
