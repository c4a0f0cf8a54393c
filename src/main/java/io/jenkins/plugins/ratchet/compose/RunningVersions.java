package io.jenkins.plugins.ratchet.compose;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which version each service runs, by the name of its containers' image: the files say where in that name the version
 * stands. Services whose image does not depend on the version are left out.
 *
 * @param byService by service; services that run none are left out
 */
record RunningVersions(Map<String, String> byService) {
    /** Stands for the version, to see where it comes to stand in the names of images. */
    static final String PLACEHOLDER = "0.0.0-ratchet.placeholder";

    RunningVersions {
        byService = Map.copyOf(byService);
    }

    /** @param pattern the project in the version {@link #PLACEHOLDER} */
    static RunningVersions of(ComposeModel pattern, List<ServiceContainer> containers) {
        Map<String, String> versions = new TreeMap<>();
        for (ServiceContainer container : containers) {
            if (!container.oneOff()) {
                pattern.service(container.service())
                        .flatMap(service -> version(service.image(), container.image()))
                        .ifPresent(version -> versions.put(container.service(), version));
            }
        }
        return new RunningVersions(versions);
    }

    /** Of the name only what comes after the last slash: another registry may have the same image. */
    private static Optional<String> version(String pattern, String image) {
        String expected = last(pattern);
        String found = last(image);
        int at = expected.indexOf(PLACEHOLDER);
        if (at < 0) {
            return Optional.empty();
        }
        String before = expected.substring(0, at);
        String after = expected.substring(at + PLACEHOLDER.length());
        boolean fits =
                found.length() > before.length() + after.length() && found.startsWith(before) && found.endsWith(after);
        return fits ? Optional.of(found.substring(before.length(), found.length() - after.length())) : Optional.empty();
    }

    private static String last(String image) {
        String plain = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
        return plain.substring(plain.lastIndexOf('/') + 1);
    }

    /** The highest of them: no service may go back behind it. */
    Optional<String> highest(Comparator<String> order) {
        return byService.values().stream().max((a, b) -> {
            try {
                return order.compare(a, b);
            } catch (IllegalArgumentException e) {
                return a.compareTo(b);
            }
        });
    }
}
