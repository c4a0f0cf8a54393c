package io.jenkins.plugins.ratchet.helm;

import io.jenkins.plugins.ratchet.helm.EmbeddedHelmArguments.Unusable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Stands in for the helm binary where there is none: the same command line, carried out by helm-java (Helm 3.21).
 *
 * <p>Run it in a JVM of its own: {@code java -cp ratchet.jar io.jenkins.plugins.ratchet.helm.EmbeddedHelm ARGS}. Results
 * go to stdout, {@code Error: …} to stderr; the exit code is 0 or 1 as helm's, 64 for a command line that helm-java
 * cannot carry out (nothing was done), 69 where helm-java is not there.
 *
 * <p>Stopping: {@code install} is cancelled by SIGTERM and SIGINT as helm's is, and leaves a failed release. helm-java
 * gives its upgrade and uninstall no way to be cancelled, and to die in the middle would leave the release pending; so
 * these <em>ignore</em> SIGTERM, SIGINT and SIGHUP, and whoever started them waits until they are done or their
 * {@code --timeout} is over. Only SIGKILL ends them.
 *
 * <p>Unlike the binary it keeps the whole history of a release, {@code template} renders no hooks, and JSON of a single
 * release holds name, namespace, version and info only.
 */
public final class EmbeddedHelm {
    static final int UNUSABLE = 64;
    static final int UNAVAILABLE = 69;

    private static final Set<String> MUST_FINISH = Set.of("upgrade", "uninstall");

    private EmbeddedHelm() {}

    public static void main(String[] argv) {
        // helm writes UTF-8, whatever this machine's locale says
        PrintStream out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = run(argv, out, err);
        out.flush();
        err.flush();
        System.exit(code);
    }

    static int run(String[] argv, PrintStream out, PrintStream err) {
        try {
            EmbeddedHelmArguments arguments = EmbeddedHelmArguments.parse(argv);
            Class.forName("com.marcnuri.helm.jni.HelmLib", false, EmbeddedHelm.class.getClassLoader());
            outlive(MUST_FINISH.contains(arguments.command()) ? Set.of("TERM", "INT", "HUP") : Set.of());
            outlive(arguments.command().equals("install") ? Set.of("HUP") : Set.of());
            new EmbeddedHelmCommands(EmbeddedHelmLibrary.load(), arguments, out, err).run();
            return 0;
        } catch (Unusable e) {
            err.println("Error: " + e.getMessage());
            return UNUSABLE;
        } catch (ClassNotFoundException | NoClassDefFoundError | UnsatisfiedLinkError e) {
            err.println("Error: the embedded helm is not available: " + reason(e)
                    + "; install helm 3.13 or later and put it on PATH");
            return UNAVAILABLE;
        } catch (IOException | UncheckedIOException e) {
            err.println("Error: " + e.getMessage());
            return 1;
        }
    }

    private static String reason(Throwable e) {
        return e instanceof UnsatisfiedLinkError
                ? e.getMessage().lines().findFirst().orElse("its library cannot be loaded")
                : "helm-java is not in the directory \"embedded\" beside ratchet.jar";
    }

    /** Ignores signals; by reflection, since javac warns of sun.misc whatever one tells it. */
    private static void outlive(Set<String> signals) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ignore = handler.getField("SIG_IGN").get(null);
            for (String name : signals) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ignore);
            }
        } catch (InvocationTargetException e) {
            // no such signal on this system, or the JVM runs with -Xrs
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This JVM cannot ignore signals", e);
        }
    }
}
