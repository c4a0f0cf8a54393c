package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.event.Events;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** mongorestore of an archive into a database of another name. */
record Restorer(MongoTools tools, Events events, Stop stop, String name, int jobs) {

    /**
     * @param archive compressed
     * @param from the database in the archive
     * @param to the server, and the database that is filled
     * @param purpose begins the error
     */
    void run(InputStream archive, String from, MongoAddress to, boolean validated, String purpose) throws IOException {
        try (ToolConfig config = ToolConfig.of(to);
                ClientProcess process = ClientProcess.startFed(
                        tools.mongorestore(),
                        arguments(config, from, to.database(), validated),
                        Map.of(),
                        stop,
                        line -> events.output("mongorestore " + name, line))) {
            try (OutputStream input = process.input()) {
                archive.transferTo(input);
            } catch (IOException e) {
                // It ended before it had read everything; its own last words say why.
                stop.check();
                process.awaitSuccess(purpose);
                throw e;
            }
            process.awaitSuccess(purpose);
        }
    }

    private List<String> arguments(ToolConfig config, String from, String to, boolean validated) {
        List<String> arguments = new ArrayList<>(List.of(
                config.argument(),
                "--archive",
                "--gzip",
                "--stopOnError",
                "--nsInclude=" + from + ".*",
                "--nsFrom=" + from + ".*",
                "--nsTo=" + to + ".*",
                "--numParallelCollections=" + jobs));
        if (validated) {
            arguments.add("--bypassDocumentValidation"); // older documents need not fulfil a validator
        }
        return arguments;
    }
}
