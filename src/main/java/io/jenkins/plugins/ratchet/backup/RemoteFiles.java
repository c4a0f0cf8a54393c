package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import io.jenkins.plugins.ratchet.event.Events;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A backup's files on a remote of rclone.
 *
 * @param path {@code REMOTE:PATH}
 * @param bandwidth bytes a second; 0 for no limit
 */
record RemoteFiles(Rclone rclone, String path, long bandwidth, Events events, Stop stop) implements KeptFiles {

    @Override
    public Optional<byte[]> manifest() throws IOException {
        try (InputStream in = rclone.read(path + "/" + BackupManifest.FILE_NAME, 0, stop)) {
            byte[] json = in.readAllBytes();
            // An object store has no directories: rclone reads a file that is not there as an empty one.
            return json.length == 0 ? Optional.empty() : Optional.of(json);
        } catch (Rclone.Missing e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Path> directory() {
        return Optional.empty();
    }

    @Override
    public Optional<String> change(Map<String, FileState> expected) throws IOException {
        Map<String, String> wanted = new TreeMap<>();
        expected.forEach((name, state) -> wanted.put(name, state.sha256()));
        long all = expected.values().stream().mapToLong(FileState::bytes).sum();
        Map<String, String> there = rclone.digests(
                path, bandwidth, done -> events.progress("check", path + " (reading back)", done, all), stop);
        there.remove(BackupManifest.FILE_NAME);
        return wanted.equals(there) ? Optional.empty() : Optional.of(difference(wanted, there));
    }

    /** The first of them, where there is one. */
    static String difference(Map<String, String> wanted, Map<String, String> there) {
        TreeSet<String> names = new TreeSet<>(wanted.keySet());
        names.addAll(there.keySet());
        for (String name : names) {
            if (!there.containsKey(name)) {
                return "file " + name + " is missing";
            }
            if (!wanted.containsKey(name)) {
                return "file " + name + " does not belong to it";
            }
            if (!wanted.get(name).equals(there.get(name))) {
                return "file " + name + " was changed: its SHA-256 differs";
            }
        }
        throw new IllegalArgumentException("they are equal");
    }

    @Override
    public Path fetch(Path into) throws IOException {
        rclone.copy(path, into.toString(), bandwidth, done -> events.progress("fetch", path, done, 0), stop);
        return into;
    }
}
