package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.cluster.ApiObjects;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.helm.ChartContent;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.helm.Rendering;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what an upgrade would change. It changes nothing: helm and the API server are asked for dry runs. */
public final class ChangeInspector {
    private static final Duration RENDERING = Duration.ofMinutes(2);
    private static final int LONGEST = 600;

    private final Cluster cluster;
    private final Supplier<Helm> helm;
    private final ImageLookup registries;

    /**
     * @param helm found when it is needed; where there is none, what needs no rendering is told still
     */
    public ChangeInspector(Cluster cluster, Supplier<Helm> helm) {
        this(cluster, helm, null);
    }

    /**
     * @param registries asked whether the new images are there; null where no registry is to be asked
     */
    public ChangeInspector(Cluster cluster, Supplier<Helm> helm, ImageLookup registries) {
        this.cluster = cluster;
        this.helm = helm;
        this.registries = registries;
    }

    public Changes inspect(ChangeSubject subject) {
        if (subject.held() != null && subject.held().unknown() != null) {
            Draft draft = new Draft();
            draft.findings.add(Concern.NOT_LOOKED_AT.warn(
                    "what will change in the cluster: the values are not known, "
                            + subject.held().unknown(),
                    "all values before they are applied",
                    "compare the charts, and the values where they are kept"));
            return draft.end();
        }
        // helm renders while what is live is read.
        CompletableFuture<Rendering> rendering = CompletableFuture.supplyAsync(() -> render(subject));
        ChartContent chart = ChartContent.read(subject.target().path());
        Manifests manifests = new Manifests(subject.config().namespace());
        List<ManifestObject> old = manifests.objects(Rendering.stored(subject.deployed()));
        Masks masks = new Masks();
        old.forEach(object -> masks.learn(object.body()));
        masks.learnValues(subject.deployed().path("config"));
        if (subject.held() != null) {
            subject.held().secretsAnd(subject.deployed().path("config")).forEach(masks::learnSecret);
        }
        try (LiveObjects live = new LiveObjects(new ApiObjects(cluster))) {
            List<ManifestObject> definitions = ReleaseReview.definitions(chart, manifests);
            live.look(Stream.concat(old.stream().filter(object -> !object.isHook()), definitions.stream())
                    .map(ManifestObject::ref)
                    .toList());
            old.forEach(object -> masks.learn(live.sight(object.ref()).object()));
            LiveObjects.RunningImages running =
                    live.runningImages(subject.config().namespace());
            Rendering rendered;
            try {
                rendered = rendering.join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof RunException failure)) {
                    throw e;
                }
                return unrendered(subject, chart, masks, failure);
            }
            List<ManifestObject> young = manifests.objects(rendered);
            look(young, rendered.config(), live, masks);
            Draft draft = new Draft();
            values(subject, chart, rendered.config(), masks, draft);
            objects(old, young, live, masks, draft);
            draft.images = Images.between(old, young, running.digests());
            if (registries != null) {
                images(young, live, draft);
            }
            draft.encodedBytes = rendered.encodedBytes();
            draft.findings.addAll(ReleaseReview.size(rendered.encodedBytes()));
            draft.findings.addAll(ReleaseReview.hooks(young));
            draft.findings.addAll(ReleaseReview.definitions(definitions, live));
            if (running.problem() != null) {
                draft.findings.add(Concern.NOT_LOOKED_AT.warn(
                        "the pods, and so the digests of the images that run: " + running.problem(),
                        "a look at the release's pods",
                        "grant list on pods to who runs Ratchet"));
            }
            manifests
                    .unreadable()
                    .forEach(text -> draft.findings.add(Concern.NOT_LOOKED_AT.warn(text, "manifests in YAML", null)));
            return draft.end();
        }
    }

    private Rendering render(ChangeSubject subject) {
        if (subject.refusal() != null) {
            throw new Unasked(subject.refusal());
        }
        Helm found;
        try {
            found = helm.get();
        } catch (RunException e) {
            throw new Unasked(e.getMessage());
        }
        return found.preview(subject.arguments(), RENDERING);
    }

    /** Helm was not asked at all: no verdict about the chart. */
    private static final class Unasked extends RunException {
        private static final long serialVersionUID = 1L;

        Unasked(String why) {
            super(ExitCode.UNAVAILABLE, why);
        }
    }

    /** What can be told without helm. */
    private static Changes unrendered(ChangeSubject subject, ChartContent chart, Masks masks, RunException failure) {
        Draft draft = new Draft();
        String said = masks.lines(failure.getMessage()).replaceAll("\\s+", " ");
        String text = said.length() > LONGEST ? said.substring(0, LONGEST - 1) + "…" : said;
        // Whoever else installs the product has a helm and rights of his own: his would not fail for want of ours.
        if (!(failure instanceof Unasked) && subject.held() == null) {
            draft.findings.add(Concern.RENDERS.block(
                    "helm's dry run of this upgrade fails: " + text,
                    "an upgrade that helm would begin",
                    "correct the values or the chart; the upgrade would fail at the same point"));
        } else {
            draft.findings.add(Concern.NOT_LOOKED_AT.warn(
                    "the manifests were not rendered: " + text,
                    "a rendering to compare",
                    "mend what stands in its way"));
        }
        values(subject, chart, subject.deployed().path("config"), masks, draft);
        return draft.end();
    }

    private static void values(ChangeSubject subject, ChartContent chart, JsonNode config, Masks masks, Draft draft) {
        JsonNode before = subject.deployed().at("/chart/values");
        JsonNode after = chart.defaults(config);
        draft.defaults = DefaultChanges.between(
                before, after, config, new Watched(subject.config().watch()), masks);
        draft.values = ValueChange.between(subject.deployed().path("config"), config, masks);
        draft.findings.addAll(ValuesReview.defaults(draft.defaults));
        draft.findings.addAll(ValuesReview.values(draft.values));
        draft.findings.addAll(ValuesReview.oldVersions(OldVersions.in(
                config,
                before,
                after,
                List.of(subject.deployedText("version"), subject.deployedText("appVersion")),
                Stream.of(subject.target().version(), subject.target().appVersion())
                        .filter(version -> version != null)
                        .toList(),
                masks)));
        draft.findings.addAll(ValuesReview.schema(
                ValuesSchema.violations(chart, config).stream().map(masks::text).toList()));
    }

    /** Before anything is shown: what is read here may be a secret that stands elsewhere too. */
    private static void look(List<ManifestObject> young, JsonNode config, LiveObjects live, Masks masks) {
        young.forEach(object -> masks.learn(object.body()));
        masks.learnValues(config);
        Set<ObjectRef> needed = new LinkedHashSet<>(ReferenceCheck.targets(young));
        young.stream()
                .filter(object -> !object.isHook())
                .map(ManifestObject::ref)
                .forEach(needed::add);
        live.look(needed);
        needed.forEach(ref -> masks.learn(live.sight(ref).object()));
    }

    private static void objects(
            List<ManifestObject> old, List<ManifestObject> young, LiveObjects live, Masks masks, Draft draft) {
        List<Comparison> comparisons = Comparisons.of(old, young, live);
        ObjectReview review = new ObjectReview(live, masks);
        review.review(comparisons);
        draft.objects.addAll(review.changes());
        draft.unchanged = review.unchanged();
        draft.findings.addAll(Destruction.of(comparisons));
        draft.findings.addAll(review.findings());
        Set<ObjectRef> removed = comparisons.stream()
                .filter(each -> each.young() == null && each.deleted())
                .map(each -> each.ref().unversioned())
                .collect(Collectors.toSet());
        draft.findings.addAll(ReferenceCheck.check(young, removed, live::sight));
        draft.findings.addAll(Environment.lost(comparisons));
        draft.environment = Environment.changes(comparisons);
        draft.objects.addAll(Hooks.changes(old, young, new ObjectDiff(masks)));
        draft.notes.addAll(review.notes());
    }

    private void images(List<ManifestObject> young, LiveObjects live, Draft draft) {
        ImageCheck check = ImageCheck.of(young, live::seen, registries);
        draft.images = draft.images.stream()
                .map(each -> each.with(each.to() == null ? null : check.pulls().get(each.to())))
                .toList();
        draft.findings.addAll(check.findings());
    }

    /** Collects what is found. */
    private static final class Draft {
        private final List<String> notes = new ArrayList<>();
        private final List<ObjectChange> objects = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();
        private List<DefaultChange> defaults = List.of();
        private List<ValueChange> values = List.of();
        private List<ImageChange> images = List.of();
        private List<String> environment = List.of();
        private int unchanged;
        private int encodedBytes;

        private Changes end() {
            return new Changes(
                    notes, defaults, values, objects, unchanged, images, environment, encodedBytes, findings);
        }
    }
}
