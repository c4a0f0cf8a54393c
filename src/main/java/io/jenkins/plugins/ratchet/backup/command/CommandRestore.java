package io.jenkins.plugins.ratchet.backup.command;

import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.config.CommandSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A backup by the user's own programs goes back by their {@code restore} program; Ratchet itself looks at nothing. */
final class CommandRestore implements StoreRestore {
    private final RestoreTask task;
    private final CommandProgram programs;
    private final CommandContent content;
    private final CommandSettings settings;

    CommandRestore(RestoreTask task, CommandProgram programs) {
        this.task = task;
        this.programs = programs;
        this.content = CommandContent.of(task.manifest());
        this.settings = task.request().database().command();
    }

    @Override
    public List<String> obstacles() {
        if (settings == null || settings.restore().isEmpty()) {
            return List.of("it was backed up by a program of yours, and none is declared that restores it: declare"
                    + " command.restore");
        }
        programs.find(settings.restore().get(0));
        return List.of();
    }

    @Override
    public String present() {
        return content.source();
    }

    @Override
    public String restored() {
        return "whatever " + String.join(" ", settings.restore()) + " makes of " + content.location();
    }

    @Override
    public List<String> lost() {
        return List.of("what was written since cannot be counted");
    }

    @Override
    public List<String> notes() {
        return List.of("database " + task.database() + ": what is in use now is not kept by Ratchet; "
                + settings.restore().get(0) + " has to do that, and to bear being run again after a kill");
    }

    @Override
    public boolean overwrites() {
        return false; // what is in use can be told by nobody but the program
    }

    /** There is nothing to be made ready. */
    @Override
    public void prepare() {
        programs.find(settings.restore().get(0));
    }

    @Override
    public String exchange() {
        Map<String, String> more = new TreeMap<>();
        more.put("RATCHET_BACKUP_DIRECTORY", task.directory().toString());
        String location = content.location();
        more.put(
                "RATCHET_LOCATION",
                location.startsWith("./")
                        ? task.directory().resolve(location).normalize().toString()
                        : location);
        more.put("RATCHET_TAKEN_AT", task.manifest().takenAt().toString());
        more.put("RATCHET_BYTES", String.valueOf(content.storedBytes()));
        more.put("RATCHET_SOURCE", content.source());
        more.put("RATCHET_STRATEGY", task.inPlace() ? "in-place" : "new-instance");
        Path program = programs.find(settings.restore().get(0));
        byte[] said = programs.run(program, settings.restore(), more);
        new String(said, StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> task.context().events().output("restore " + task.database(), line));
        return program.getFileName() + " ended with exit status 0; Ratchet itself compared nothing";
    }
}
