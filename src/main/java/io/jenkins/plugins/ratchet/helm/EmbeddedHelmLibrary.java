package io.jenkins.plugins.ratchet.helm;

import com.marcnuri.helm.jni.HelmLib;
import com.marcnuri.helm.jni.NativeLibrary;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Loads helm-java's shared library, unpacked once.
 *
 * <p>helm-java itself unpacks those 98 MB to the temporary directory each time it starts. Here they lie beside the jar
 * that they come from or, where that cannot be written, in the user's cache, under a name that tells their size and the
 * jar's time, so that another version is another file.
 */
final class EmbeddedHelmLibrary {
    private EmbeddedHelmLibrary() {}

    static HelmLib load() throws IOException {
        // Go's strings are UTF-8, whatever this machine's locale says
        System.setProperty("jna.encoding", "UTF-8");
        NativeLibrary library = NativeLibrary.serviceProviderLibrary(EmbeddedHelmLibrary.class.getClassLoader());
        if (library == null) {
            throw new IOException("helm-java has no library for this platform");
        }
        return Native.load(unpack(library).toString(), HelmLib.class);
    }

    private static Path unpack(NativeLibrary library) throws IOException {
        URL packed = library.getClass().getResource("/" + library.getBinaryName());
        if (packed == null) {
            throw new IOException("helm-java's " + library.getBinaryName() + " is not on the class path");
        }
        Path jar = jar(library);
        String stamp = Files.size(jar) + "-" + Files.getLastModifiedTime(jar).toMillis();
        Path beside = jar.resolveSibling("native");
        try {
            return unpack(packed, beside, stamp + "-" + library.getBinaryName());
        } catch (IOException e) {
            return unpack(packed, cache(), stamp + "-" + library.getBinaryName());
        }
    }

    private static Path unpack(URL packed, Path directory, String name) throws IOException {
        Path unpacked = directory.resolve(name);
        if (!Files.exists(unpacked)) {
            Files.createDirectories(directory);
            Path partial = Files.createTempFile(directory, name, ".partial");
            try (InputStream in = packed.openStream()) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
                // Two that unpack at once write the same; the later one replaces the earlier by an equal file.
                Files.move(partial, unpacked, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial);
            }
        }
        return unpacked;
    }

    private static Path jar(NativeLibrary library) throws IOException {
        try {
            return Path.of(library.getClass()
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("helm-java's jar cannot be found", e);
        }
    }

    private static Path cache() {
        String home = System.getenv("XDG_CACHE_HOME");
        Path base = home == null || home.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(home);
        return base.resolve("ratchet").resolve("helm-java");
    }
}
