package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.ChartImage;
import io.jenkins.plugins.ratchet.cluster.ContainerRun;
import io.jenkins.plugins.ratchet.config.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Compares what the pods run with what the chart names, tag and digest, and one pod's with another's. */
final class ImagesProbe implements Probe {
    private final Check.Images check;
    private final List<ChartImage> chart;
    private final Supplier<List<ContainerRun>> running;

    /** @param running containers of the newest pods of the release's workloads */
    ImagesProbe(Check.Images check, List<ChartImage> chart, Supplier<List<ContainerRun>> running) {
        this.check = check;
        this.chart = chart;
        this.running = running;
    }

    @Override
    public Attempt attempt(Duration limit) {
        Map<String, String> wanted = chart.stream()
                .collect(Collectors.toMap(
                        image -> image.workload() + "/" + image.container(), ChartImage::image, (one, other) -> one));
        Map<String, ContainerRun> first = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        int known = 0;
        for (ContainerRun run : running.get()) {
            String key = run.workload() + "/" + run.container();
            String image = wanted.get(key);
            if (image == null) {
                if (!check.except().contains(run.container())) {
                    wrong.add(run.where() + ": the chart has no such container, it runs " + run.asked());
                }
                continue;
            }
            known++;
            ImageName.difference(image, run).ifPresent(difference -> wrong.add(run.where() + ": " + difference));
            ContainerRun other = first.putIfAbsent(key, run);
            if (other != null
                    && run.imageId() != null
                    && other.imageId() != null
                    && !run.imageId().equals(other.imageId())) {
                wrong.add(run.where() + " runs " + run.imageId() + ", but pod " + other.pod() + " " + other.imageId()
                        + ": the tag has moved");
            }
        }
        if (!wrong.isEmpty()) {
            return Attempt.failed(
                    CheckCause.IMAGE_DIFFERS,
                    Words.quoteless(wrong),
                    "the images that the chart of this revision names");
        }
        return known == 0
                ? Attempt.failed(
                        CheckCause.NOT_READY,
                        "nothing of the release runs",
                        "containers with the images of the release")
                : Attempt.passed(known + " containers run the images of the release: "
                        + Words.quoteless(
                                wanted.values().stream().distinct().sorted().toList()));
    }
}
