package io.jenkins.plugins.ratchet.backup.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A directory of client programs that do what the real ones do, except where a test says otherwise. */
final class FakeClient {
    private final Path directory;
    private final Path real;

    FakeClient(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.real = ClientTools.installed(ClientTools.usualDirectories()).stream()
                .filter(client -> client.directory().endsWith("bin") && client.major() == 15)
                .filter(client -> !client.directory().equals(Path.of("/usr/bin"))) // Debian's wrapper
                .findFirst()
                .orElseThrow()
                .directory();
        for (String name : List.of("pg_dump", "pg_restore", "pg_dumpall", "pg_amcheck")) {
            script(name, "exec " + real(name) + " \"$@\"");
        }
    }

    /** The script for one program; {@code $DIR} is the value of {@code --file}. {@code --version} is answered as ever. */
    FakeClient script(String name, String body) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(
                file,
                "#!/bin/sh\nfor a in \"$@\"; do case \"$a\" in --version) exec " + real(name)
                        + " --version;; --file=*) DIR=${a#--file=};; esac; done\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /** What pg_dump says when it is asked for its version. */
    FakeClient version(String text) throws IOException {
        Path file = directory.resolve("pg_dump");
        Files.writeString(file, "#!/bin/sh\necho '" + text + "'\n");
        return this;
    }

    String real(String name) {
        return real.resolve(name).toString();
    }

    List<Path> directories() {
        return List.of(directory);
    }
}
