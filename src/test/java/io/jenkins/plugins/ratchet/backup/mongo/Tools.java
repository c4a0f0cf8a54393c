package io.jenkins.plugins.ratchet.backup.mongo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.ratchet.digest.Crc64;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.slf4j.Logger;

/**
 * A directory with mongodump and mongorestore: the real ones of {@code PATH}, else {@link StandInTools}; changed where a
 * test says so.
 */
public final class Tools {
    private final Path directory;
    private final Optional<Path> real;

    public Tools(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.real = real();
        for (String name : List.of("mongodump", "mongorestore")) {
            script(name, "exec " + original(name) + " \"$@\"");
        }
    }

    /** Where the real ones are, where they are. */
    static Optional<Path> real() {
        return OnPath.directories(System.getenv()).stream()
                .filter(place -> Files.isExecutable(place.resolve("mongodump"))
                        && Files.isExecutable(place.resolve("mongorestore")))
                .findFirst();
    }

    /** The words that run the unchanged program. */
    String original(String name) {
        return real.map(place -> place.resolve(name).toString())
                .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java")
                        + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
                        + classPath() + "' "
                        + StandInTools.class.getName() + " " + name);
    }

    /** Of the classes that programs of the tests need; whoever runs the tests may have put them into a class loader. */
    static String classPath() {
        return Stream.of(
                        StandInTools.class,
                        MongoDump.class,
                        KubernetesClient.class,
                        HasMetadata.class,
                        Crc64.class,
                        MongoClient.class,
                        ReadPreference.class,
                        BsonDocument.class,
                        Json.mapper().getClass(),
                        Json.mapper().getFactory().getClass(),
                        JsonInclude.class,
                        JavaTimeModule.class,
                        Logger.class)
                .map(each ->
                        each.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(":"));
    }

    /** A script in place of one; {@code $DIR} is a directory for its files. {@code --version} is answered as ever. */
    Tools script(String name, String body) throws IOException {
        String version = real.isPresent()
                ? "exec " + original(name) + " --version"
                : "echo '" + name + " version: " + StandInTools.VERSION + "'; exit 0";
        return raw(name, "case \"$1\" in --version) " + version + ";; esac\nDIR=" + directory + "\n" + body);
    }

    Tools raw(String name, String body) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    public List<Path> directories() {
        return List.of(directory);
    }
}
