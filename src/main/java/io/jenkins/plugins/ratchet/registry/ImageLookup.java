package io.jenkins.plugins.ratchet.registry;

import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.registry.ImagePull.State;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Asks registries whether images are there: for their manifests only, nothing is pulled. Many threads may ask. */
public final class ImageLookup {
    private static final String ACCEPT = String.join(
            ", ",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json");

    /** What registries and proxies answer that do not take a HEAD. */
    private static final Set<Integer> NO_HEAD = Set.of(400, 405, 501);

    /** Manifests are small; a registry behind a firewall that says nothing must not hold up the plan for long. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Download http;

    /** Servers that gave no answer, and why: each is waited for once. */
    private final Map<String, String> silent = new ConcurrentHashMap<>();

    public ImageLookup() {
        this(new Download(PATIENCE, PATIENCE));
    }

    ImageLookup(Download http) {
        this.http = http;
    }

    /**
     * @param logins {@code user:password}, tried in this order as a node does; where there are none, nobody logs in
     */
    public ImagePull look(String image, List<String> logins) {
        Optional<ImageReference> reference = ImageReference.parse(image);
        if (reference.isEmpty()) {
            return ImagePull.of(State.MISSING, "no image can have this name");
        }
        if (logins.isEmpty()) {
            return asked(reference.get(), Optional.empty());
        }
        ImagePull gravest = null;
        for (String login : logins) {
            ImagePull pull = asked(reference.get(), Optional.of(login));
            if (pull.is(State.THERE) || pull.is(State.OUT_OF_REACH)) {
                return pull;
            }
            gravest = gravest == null ? pull : gravest.and(pull);
        }
        return gravest;
    }

    private ImagePull asked(ImageReference image, Optional<String> login) {
        String known = silent.get(image.server());
        if (known != null) {
            return ImagePull.of(State.OUT_OF_REACH, known);
        }
        try {
            return ask(image, login);
        } catch (RunException e) {
            if (e.getCause() instanceof IOException) {
                String reason = image.server() + " does not answer: " + message(e.getCause());
                silent.putIfAbsent(image.server(), reason);
                return ImagePull.of(State.OUT_OF_REACH, silent.get(image.server()));
            }
            return ImagePull.of(State.OUT_OF_REACH, e.getMessage());
        } catch (IllegalArgumentException e) {
            // Its words may hold what was refused, such as a token.
            return ImagePull.of(State.OUT_OF_REACH, image.server() + " answers with what cannot be used");
        }
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private ImagePull ask(ImageReference image, Optional<String> login) {
        RegistryCalls calls = new RegistryCalls(image.server(), image.repository(), () -> login, http);
        URI manifest = calls.address("manifests/" + image.version());
        Download.Answer answer = calls.ask("HEAD", manifest, ACCEPT);
        boolean untold = answer.status() == 200 && told(answer).isEmpty();
        if (untold || NO_HEAD.contains(answer.status())) {
            answer = calls.ask("GET", manifest, ACCEPT);
        }
        return switch (answer.status()) {
            case 200 -> found(image, digest(calls, answer));
            case 404 -> ImagePull.of(State.MISSING, image.server() + " does not have it");
            case 401, 403 ->
                ImagePull.of(
                        State.DENIED,
                        image.server() + " refuses it " + (login.isPresent() ? "to this login" : "without a login")
                                + " (status " + answer.status() + ")");
            default -> ImagePull.of(State.OUT_OF_REACH, image.server() + " answers with status " + answer.status());
        };
    }

    /** The digest that the registry names; what does not look like one is not repeated. */
    private static Optional<String> told(Download.Answer answer) {
        return answer.headers().firstValue("Docker-Content-Digest").filter(ImageReference::isDigest);
    }

    private static String digest(RegistryCalls calls, Download.Answer answer) {
        Optional<String> told = told(answer);
        if (told.isPresent()) {
            return told.get();
        }
        if (!calls.json(answer).has("schemaVersion")) {
            throw RunException.unavailable("what answers is no registry: its manifest has no schemaVersion");
        }
        return "sha256:" + Sha256.of(answer.body());
    }

    static ImagePull found(ImageReference image, String digest) {
        String pinned = image.digest();
        if (pinned == null || pinned.equals(digest)) {
            return ImagePull.there(digest);
        }
        boolean comparable = algorithm(pinned).equals(algorithm(digest));
        return comparable
                ? ImagePull.of(
                        State.MISSING,
                        image.server() + " answers with " + digest
                                + " where another digest is pinned: nodes refuse that")
                : ImagePull.there(pinned);
    }

    private static String algorithm(String digest) {
        return digest.substring(0, digest.indexOf(':'));
    }
}
