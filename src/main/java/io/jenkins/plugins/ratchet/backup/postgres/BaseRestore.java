package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Durable;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.config.BaseSettings;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The copy of a whole server goes back into a new data directory of this machine, from which somebody starts a server.
 * Nothing starts from that directory before: the server that shows that one does is started from a copy of its own.
 *
 * <p>It has another name until all was verified; what a killed run left under that one, the next run removes.
 */
final class BaseRestore implements StoreRestore {
    private static final String PARTIAL = ".partial";
    private static final String DATA = "data";

    private final RestoreTask task;
    private final BaseContent content;
    private final BackupManifest.Source source;
    private final Supplier<BaseProof> proofs;

    /** @param proofs finds the programs, or says what is missing */
    BaseRestore(RestoreTask task, Supplier<BaseProof> proofs) {
        this.task = task;
        this.content = BaseContent.of(task.manifest());
        this.source = task.manifest().source();
        this.proofs = proofs;
    }

    private String below() {
        BaseSettings settings = task.request().database().base();
        return settings == null ? null : settings.directory();
    }

    private Path target() {
        return Path.of(below()).resolve(task.name());
    }

    private Path partial() {
        return Path.of(below()).resolve(task.name() + PARTIAL);
    }

    private Path base() {
        return task.directory().resolve(BaseProof.DIRECTORY);
    }

    private String purpose() {
        return "database " + task.database() + ": ";
    }

    @Override
    public List<String> obstacles() {
        if (task.inPlace()) {
            return List.of("a copy of a whole server takes nobody's place: its directory is a running server's, which"
                    + " Ratchet neither stops nor starts; use --strategy new-instance for all stores, start a server from"
                    + " the directory that it makes, and lead the release there");
        }
        if (below() == null) {
            return List.of("nothing says where its data directory is to be made: declare databases[].base.directory");
        }
        Path parent = Path.of(below());
        if (!Files.isDirectory(parent) || !Files.isWritable(parent)) {
            return List.of("databases[].base.directory is " + parent
                    + ", which is no directory of this machine that one may write to; make it, or name another");
        }
        List<String> found = new ArrayList<>();
        for (Path path : List.of(target(), partial())) {
            if (Files.exists(path)) {
                found.add(path + " is there already, and nothing is overwritten; move it away");
            }
        }
        found.addAll(space(parent, proofs.get().local().parent()));
        return found;
    }

    /** The directory, and the one that a server is started from; on one disk both of them. */
    private List<String> space(Path... directories) {
        Map<FileStore, Long> needs = new HashMap<>();
        List<String> found = new ArrayList<>();
        try {
            for (Path directory : directories) {
                needs.merge(Files.getFileStore(directory), BaseSubject.unpacked(content.bytes()), Long::sum);
            }
            for (Map.Entry<FileStore, Long> need : needs.entrySet()) {
                long free = need.getKey().getUsableSpace();
                if (free < need.getValue()) {
                    found.add(Units.bytes(free) + " are free on " + need.getKey() + ", and up to "
                            + Units.bytes(need.getValue()) + " are needed for the directory in "
                            + directories[0] + " and, while a server is tried, for another in " + directories[1]
                            + "; make room, or name other disks at databases[].base.directory and"
                            + " backups.localServer.directory");
                }
            }
            return found;
        } catch (IOException e) {
            throw RunException.unavailable(purpose() + "the free space cannot be read: " + e, e);
        }
    }

    @Override
    public String present() {
        return "the server at " + source.host() + ":" + source.port();
    }

    @Override
    public String restored() {
        return below() == null ? "a directory that is not declared" : "the directory " + target();
    }

    @Override
    public boolean named() {
        return true;
    }

    @Override
    public List<String> lost() {
        return List.of("what was written since " + task.manifest().takenAt() + " stays in the server that is in use"
                + " now, and is not in the new one");
    }

    @Override
    public List<String> notes() {
        return List.of("database " + task.database() + " is the copy of a whole server: all its databases and roles are"
                + " in the new directory, also such as others use");
    }

    @Override
    public List<String> byHand() {
        List<String> steps = new ArrayList<>(BaseSteps.of(target(), content, source));
        steps.add("lead what connects to " + source.host() + ":" + source.port() + " to the new server");
        return steps;
    }

    @Override
    public boolean overwrites() {
        return false;
    }

    @Override
    public void prepare() {
        try {
            clear();
            BaseProof proof = proofs.get();
            ThrowAwayServer.leftovers(proof.local().parent())
                    .remove()
                    .forEach(what -> fact(what + ", left by a run that died"));
            // Its own user's, who chooses whose it becomes: the one of the proof may be nobody on the next machine.
            BaseFiles files = new BaseFiles(proof, RunAs.OURSELVES);
            if (Files.exists(target())) {
                // A run before this one has made it; whoever has started a server there since finds it left alone.
                files.verify(
                        base(),
                        target(),
                        purpose() + target() + " is there already and is not the copy as it was made, perhaps because a"
                                + " server was started there; move it away and run the same restore again");
                return;
            }
            make(proof, files);
        } catch (IOException e) {
            task.context().stop().check();
            throw RunException.failed(purpose() + "its data directory cannot be made below " + below() + ": " + e);
        }
    }

    private void make(BaseProof proof, BaseFiles files) throws IOException {
        Files.createDirectory(
                partial(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path data = partial().resolve(DATA);
        try {
            fact("unpacking the copy of the server into " + data);
            files.unpack(base(), data);
            fact("trying whether a server starts from the copy, and comparing what it holds");
            proof.again(task.directory(), content);
            Durable.syncTree(data, task.context().stop());
            Files.move(data, target(), StandardCopyOption.ATOMIC_MOVE);
            Durable.sync(target().getParent());
        } finally {
            clear();
        }
    }

    /** What is partial, with the processes that may still write it. */
    private void clear() throws IOException {
        if (Files.exists(partial())) {
            ThrowAwayServer.end(partial());
            Durable.deleteTree(partial());
        }
    }

    @Override
    public String exchange() {
        prepare();
        List<String> steps = BaseSteps.of(target(), content, source);
        steps.forEach(this::fact);
        return target() + " holds the server, " + content.databases().size()
                + " databases compared; nothing runs from it yet. To start it: " + String.join("; ", steps);
    }

    @Override
    public void discard() {
        try {
            clear();
            if (Files.exists(target().resolve("postmaster.pid"))) {
                fact(target() + " is left: a server was started there");
                return;
            }
            Durable.deleteTree(target());
        } catch (IOException e) {
            fact(target() + " could not be removed (" + e + "); remove it by hand, nothing rests on it");
        }
    }

    private void fact(String text) {
        task.context().events().fact("restore", task.database() + ": " + text);
    }
}
