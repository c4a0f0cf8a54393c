package hudson;

import hudson.model.Computer;
import hudson.remoting.LocalChannel;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.remoting.RoleSensitive;

/** A file on an agent; here always a local one, whatever its channel says. */
public final class FilePath {
    private final VirtualChannel channel;
    private final String remote;

    public FilePath(VirtualChannel channel, String remote) {
        this.channel = channel;
        this.remote = remote;
    }

    public FilePath(File localPath) {
        this(LocalChannel.HERE, localPath.getPath());
    }

    public interface FileCallable<T> extends Serializable, RoleSensitive {
        T invoke(File f, VirtualChannel channel) throws IOException, InterruptedException;
    }

    public <T> T act(FileCallable<T> callable) throws IOException, InterruptedException {
        return callable.invoke(new File(remote), channel);
    }

    public String getRemote() {
        return remote;
    }

    public VirtualChannel getChannel() {
        return channel;
    }

    public Computer toComputer() {
        return Computer.of(channel);
    }

    public FilePath child(String relOrAbsolute) {
        return new FilePath(channel, Path.of(remote).resolve(relOrAbsolute).toString());
    }

    public FilePath getParent() {
        Path parent = Path.of(remote).getParent();
        return parent == null ? null : new FilePath(channel, parent.toString());
    }

    public void mkdirs() throws IOException, InterruptedException {
        Files.createDirectories(Path.of(remote));
    }

    public boolean exists() throws IOException, InterruptedException {
        return Files.exists(Path.of(remote));
    }

    public boolean isDirectory() throws IOException, InterruptedException {
        return Files.isDirectory(Path.of(remote));
    }

    public void write(String content, String encoding) throws IOException, InterruptedException {
        Path file = Path.of(remote);
        Files.createDirectories(file.getParent());
        Files.write(file, encoding == null ? content.getBytes() : content.getBytes(encoding));
    }

    public void copyFrom(InputStream in) throws IOException, InterruptedException {
        Path file = Path.of(remote);
        Files.createDirectories(file.getParent());
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }

    public void deleteRecursive() throws IOException, InterruptedException {
        Path top = Path.of(remote);
        if (!Files.exists(top)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(top)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public String toString() {
        return remote;
    }
}
