package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.registry.ImagePull;
import io.jenkins.plugins.ratchet.registry.ImagePull.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Whether the images of the new manifests can be pulled: each registry is asked with the logins that the pods have. */
final class ImageCheck {
    private static final int AT_ONCE = 4;
    private static final int NAMED = 3;

    private final ImageLookup lookup;
    private final Map<Wanted, Set<String>> wanted = new LinkedHashMap<>();
    private final Map<Wanted, ImagePull> answers = new LinkedHashMap<>();
    private final Map<String, ImagePull> pulls = new LinkedHashMap<>();

    /** The same image for pods with other logins is another thing to ask. */
    private record Wanted(String image, PullLogins.Logins logins) {}

    private ImageCheck(ImageLookup lookup) {
        this.lookup = lookup;
    }

    /**
     * Asks for all of them.
     *
     * @param live what a look at an object in the cluster shows
     */
    static ImageCheck of(List<ManifestObject> young, Function<ObjectRef, Sight> live, ImageLookup lookup) {
        ImageCheck check = new ImageCheck(lookup);
        PullLogins logins = new PullLogins(young, live);
        young.stream().filter(ImageCheck::runs).forEach(object -> check.collect(object, logins));
        check.ask();
        return check;
    }

    /** By image; of what several pods found, the gravest. */
    Map<String, ImagePull> pulls() {
        return pulls;
    }

    /** Whether an upgrade runs it; hooks for tests and deletions it does not. */
    private static boolean runs(ManifestObject object) {
        return !object.isHook()
                || object.hook().events().contains("pre-upgrade")
                || object.hook().events().contains("post-upgrade");
    }

    private void collect(ManifestObject object, PullLogins logins) {
        for (JsonNode container : PodSpecs.containers(PodSpecs.of(object.body()))) {
            String image = container.path("image").asText("");
            boolean pulled = !container.path("imagePullPolicy").asText("").equals("Never");
            if (!image.isEmpty() && pulled) {
                wanted.computeIfAbsent(new Wanted(image, logins.of(object, image)), any -> new LinkedHashSet<>())
                        .add(object.ref().toString());
            }
        }
    }

    private void ask() {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE, task -> {
            Thread thread = new Thread(task, "ratchet-images");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Map<Wanted, Future<ImagePull>> asked = new LinkedHashMap<>();
            for (Wanted each : wanted.keySet()) {
                asked.put(each, pool.submit(() -> asked(each)));
            }
            for (Map.Entry<Wanted, Future<ImagePull>> each : asked.entrySet()) {
                ImagePull pull = each.getValue().get();
                answers.put(each.getKey(), pull);
                pulls.merge(each.getKey().image(), pull, ImagePull::and);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while registries were asked", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("registries cannot be asked: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** Without all logins a registry may hide, or refuse, what the nodes are given. */
    private ImagePull asked(Wanted each) {
        ImagePull pull = lookup.look(each.image(), each.logins().all());
        boolean doubtful = pull.is(State.MISSING) || pull.is(State.DENIED);
        return doubtful && !each.logins().unread().isEmpty()
                ? ImagePull.of(
                        State.DENIED,
                        pull.reason() + "; not all logins of its pods are known: "
                                + Words.some(each.logins().unread(), NAMED))
                : pull;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Map<String, List<String>> silent = new LinkedHashMap<>();
        pulls.forEach((image, pull) -> {
            String seen = image + ": " + pull.reason() + "; used by " + Words.some(users(image, pull), NAMED);
            switch (pull.state()) {
                case THERE -> {}
                case MISSING ->
                    findings.add(Concern.IMAGE_MISSING.block(
                            seen,
                            "every image in its registry before the upgrade begins",
                            "push it, or correct its name in the values; where nodes have it from elsewhere, as from a"
                                    + " mirror, allow this rule with that reason"));
                case DENIED ->
                    findings.add(Concern.IMAGE_DENIED.warn(
                            seen,
                            "a pull with what the pods have: their imagePullSecrets or their service account's",
                            "mend the login in that Secret, or correct the image's name: some registries refuse what they"
                                    + " do not have; nodes may have logins of their own"));
                case OUT_OF_REACH ->
                    silent.computeIfAbsent(pull.reason(), any -> new ArrayList<>())
                            .add(image);
            }
        });
        silent.forEach((reason, images) -> findings.add(Concern.NOT_LOOKED_AT.warn(
                "whether " + Words.some(images, NAMED) + " can be pulled: " + reason,
                "an answer of the registry to this machine",
                "see whether the nodes reach it: they may be elsewhere")));
        return findings;
    }

    /** Those for whom this is so: others may have a login that works. */
    private List<String> users(String image, ImagePull pull) {
        Set<String> users = new LinkedHashSet<>();
        wanted.forEach((each, by) -> {
            if (each.image().equals(image) && answers.get(each).equals(pull)) {
                users.addAll(by);
            }
        });
        return List.copyOf(users);
    }
}
