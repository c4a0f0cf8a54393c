package io.jenkins.plugins.ratchet.backup.secrets;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Files with secrets on their way back: those whose content differs from that of then get it again, those that are gone
 * are made anew. Files that say how to connect to the product's databases stay as they are, as the servers keep the
 * passwords that they have now.
 */
final class FilesRestore implements StoreRestore {
    private final RestoreTask task;
    private final Path directory;
    private final Set<Path> leftAlone;
    private final Supplier<List<RecipientStanzaReader>> identities;
    private List<SecretFile> decrypted;

    /**
     * @param directory that of {@code ratchet.yaml} now
     * @param leftAlone files that say how to connect to databases
     * @param identities private keys; throws where there are none
     */
    FilesRestore(
            RestoreTask task, Path directory, Set<Path> leftAlone, Supplier<List<RecipientStanzaReader>> identities) {
        this.task = task;
        this.directory = directory;
        this.leftAlone = Set.copyOf(leftAlone);
        this.identities = identities;
    }

    @Override
    public List<String> obstacles() {
        try {
            return files().stream()
                    .filter(file -> !isBack(file))
                    .flatMap(file -> Stream.of(writable(file.path()), givable(file)))
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
        } catch (RunException e) {
            return List.of(e.getMessage());
        }
    }

    private static Optional<String> writable(Path file) {
        Path parent = file.getParent();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        return parent != null && Files.isDirectory(parent) && Files.isWritable(parent)
                ? Optional.empty()
                : Optional.of("directory " + parent + " cannot be written to");
    }

    private static Optional<String> givable(SecretFile file) {
        return file.mayBeOwned()
                ? Optional.empty()
                : Optional.of("file " + file + " belonged to user " + file.user()
                        + ", and only root can give it to another one; run this as root or as that user");
    }

    @Override
    public String present() {
        return "the files with secrets of the project in " + directory;
    }

    @Override
    public String restored() {
        return present();
    }

    @Override
    public List<String> lost() {
        List<String> lines = new ArrayList<>();
        for (SecretFile then : files()) {
            if (!Files.exists(then.path())) {
                lines.add("file " + then + " is gone; it comes back");
            } else if (!isBack(then)) {
                lines.add("file " + then + " has changed");
            }
        }
        return lines;
    }

    @Override
    public List<String> notes() {
        List<String> left = FilesContent.of(task.manifest()).files().stream()
                .map(file -> now(Path.of(file)))
                .filter(leftAlone::contains)
                .map(Path::toString)
                .toList();
        List<String> notes = new ArrayList<>();
        if (!left.isEmpty()) {
            notes.add("files that say how to connect to databases stay as they are, because the servers' passwords"
                    + " do: " + String.join(", ", left));
        }
        if (!files().stream().allMatch(FilesRestore::isBack)) {
            notes.add("a backup of a database holds no passwords of its users: where a file that comes back holds one,"
                    + " see that the server has the same");
        }
        return notes;
    }

    @Override
    public boolean overwrites() {
        return true;
    }

    @Override
    public void prepare() {
        files();
    }

    @Override
    public String exchange() {
        int changed = 0;
        for (SecretFile then : files()) {
            if (isBack(then)) {
                continue;
            }
            try {
                write(then);
            } catch (IOException e) {
                throw RunException.failed("database " + task.database() + ": file " + then + " cannot be put back: "
                        + e.getMessage() + "; then run the same restore again");
            }
            if (!isBack(then)) {
                throw RunException.failed(
                        "database " + task.database() + ": file " + then
                                + " was put back and is another one already; see who writes it, and run the same restore again");
            }
            task.context().events().fact("restore", task.database() + ": file " + then + " is as it was");
            changed++;
        }
        return files().size() + " files as they were then, " + changed + " of them put back";
    }

    /** Whole or not at all: a service that starts meanwhile reads one of the two. Links stay links. */
    private static void write(SecretFile file) throws IOException {
        Files.createDirectories(file.path().getParent());
        Path target = Files.exists(file.path()) ? file.path().toRealPath() : file.path();
        Path next = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".ratchet");
        try {
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(file.content()));
                channel.force(true);
            }
            if (Files.getFileStore(next).supportsFileAttributeView("unix")) {
                own(next, file);
                Files.setAttribute(next, "unix:mode", file.mode());
            }
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** Only root may give files away; whoever else runs this owns them already. */
    private static void own(Path next, SecretFile file) throws IOException {
        boolean same = ((Number) Files.getAttribute(next, "unix:uid")).longValue() == file.user()
                && ((Number) Files.getAttribute(next, "unix:gid")).longValue() == file.group();
        if (!same) {
            Files.setAttribute(next, "unix:uid", (int) file.user());
            Files.setAttribute(next, "unix:gid", (int) file.group());
        }
    }

    private static boolean isBack(SecretFile then) {
        return Files.exists(then.path())
                && Arrays.equals(SecretFile.read(then.path()).content(), then.content());
    }

    /** Files below the directory of {@code ratchet.yaml} go where it is now. */
    private Path now(Path then) {
        Path from = Path.of(FilesContent.of(task.manifest()).directory());
        return then.startsWith(from) ? directory.resolve(from.relativize(then)).normalize() : then;
    }

    private List<SecretFile> files() {
        if (decrypted == null) {
            byte[] archive = Encrypted.decrypted(task.directory(), FilesSubject.FILE, identities.get());
            try {
                decrypted = SecretFile.unpack(archive).stream()
                        .map(file -> file.at(now(file.path())))
                        .filter(file -> !leftAlone.contains(file.path()))
                        .toList();
            } catch (IOException e) {
                throw RunException.failed("database " + task.database() + ": " + FilesSubject.FILE
                        + " holds no archive: " + e.getMessage());
            }
        }
        return decrypted;
    }
}
