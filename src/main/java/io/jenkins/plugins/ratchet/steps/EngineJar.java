package io.jenkins.plugins.ratchet.steps;

import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Properties;
import java.util.UUID;
import jenkins.MasterToSlaveFileCallable;

/**
 * Puts {@code ratchet.jar} on an agent: once for each digest into the agent's own cache, and from there beside the
 * workspace, where containers see it too. Every copy is verified where it lies before it is run.
 */
final class EngineJar {
    private static final String RESOURCE = "ratchet.jar";

    private EngineJar() {}

    /** SHA-256 of the jar that this plugin carries, lower-case hexadecimal. */
    static String digest() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = EngineJar.class.getResourceAsStream("engine.properties")) {
            if (in == null) {
                throw new IOException("this plugin was built without its engine: engine.properties is missing");
            }
            properties.load(in);
        }
        return properties.getProperty("sha256");
    }

    /**
     * Makes the jar available.
     *
     * @param directory beside the workspace
     * @return the jar's name there
     */
    static String provide(FilePath workspace, FilePath directory) throws IOException, InterruptedException {
        String digest = digest();
        String name = "ratchet-" + digest.substring(0, 16) + ".jar";
        FilePath jar = directory.child(name);
        if (jar.act(new Verify(digest))) {
            return name;
        }
        FilePath cache = cache(workspace);
        if (cache == null) {
            upload(jar, digest);
            return name;
        }
        FilePath cached = cache.child(name);
        if (!cached.act(new Verify(digest))) {
            upload(cached, digest);
        }
        if (!jar.act(new Link(cached.getRemote(), digest))) {
            upload(jar, digest);
        }
        return name;
    }

    /** In the agent's root; null where an agent has none to offer. */
    private static FilePath cache(FilePath workspace) {
        Computer computer = workspace.toComputer();
        Node node = computer == null ? null : computer.getNode();
        FilePath root = node == null ? null : node.getRootPath();
        return root == null ? null : root.child("caches").child("ratchet");
    }

    private static void upload(FilePath target, String digest) throws IOException, InterruptedException {
        FilePath temporary = target.getParent().child(".ratchet-" + UUID.randomUUID());
        try (InputStream in = EngineJar.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("this plugin was built without its engine: ratchet.jar is missing");
            }
            temporary.copyFrom(in);
        }
        if (!temporary.act(new Install(target.getRemote(), digest))) {
            throw new IOException("ratchet.jar did not arrive whole at " + target.getRemote());
        }
    }

    private static boolean intact(Path file, String digest) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha.digest()).equals(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the jar is there and whole. */
    private static final class Verify extends MasterToSlaveFileCallable<Boolean> {
        private static final long serialVersionUID = 1L;
        private final String digest;

        Verify(String digest) {
            this.digest = digest;
        }

        @Override
        public Boolean invoke(File file, VirtualChannel channel) throws IOException {
            return intact(file.toPath(), digest);
        }
    }

    /** Moves what was uploaded into place at once, so that two first uses do not see half a jar. */
    private static final class Install extends MasterToSlaveFileCallable<Boolean> {
        private static final long serialVersionUID = 1L;
        private final String target;
        private final String digest;

        Install(String target, String digest) {
            this.target = target;
            this.digest = digest;
        }

        @Override
        public Boolean invoke(File file, VirtualChannel channel) throws IOException {
            if (!intact(file.toPath(), digest)) {
                Files.deleteIfExists(file.toPath());
                return false;
            }
            Files.move(
                    file.toPath(),
                    Path.of(target),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return true;
        }
    }

    /** Links, or copies across file systems, from the cache. */
    private static final class Link extends MasterToSlaveFileCallable<Boolean> {
        private static final long serialVersionUID = 1L;
        private final String cached;
        private final String digest;

        Link(String cached, String digest) {
            this.cached = cached;
            this.digest = digest;
        }

        @Override
        public Boolean invoke(File file, VirtualChannel channel) throws IOException {
            Path target = file.toPath();
            Files.createDirectories(target.getParent());
            Path temporary = target.resolveSibling(".ratchet-" + UUID.randomUUID());
            try {
                try {
                    Files.createLink(temporary, Path.of(cached));
                } catch (IOException | UnsupportedOperationException e) {
                    Files.copy(Path.of(cached), temporary);
                }
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            return intact(target, digest);
        }
    }
}
