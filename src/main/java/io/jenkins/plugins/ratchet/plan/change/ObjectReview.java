package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.cluster.ApiObjects.Answer;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.change.ObjectChange.Action;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What becomes of each object. The API server is asked in a dry run what it makes of the new form; where it may not be
 * asked, helm's three-way merge is computed here.
 */
final class ObjectReview {
    private static final int MOST_FIELDS = 10;

    /** Of the answers of status 403 those of the authorizer: quotas and admission refuse with that status too. */
    private static final Pattern NO_RIGHT = Pattern.compile(
            "[Uu]ser \".*\" (\\(groups=.*\\) )?(cannot \\S+ (resource|path)|is attempting to grant RBAC)");

    private final LiveObjects live;
    private final Masks masks;
    private final List<ObjectChange> changes = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> drifted = new ArrayList<>();
    private final Map<ObjectRef, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, TreeSet<String>> untried = new TreeMap<>();
    private final Map<String, TreeSet<String>> unseen = new TreeMap<>();
    private int unchanged;

    ObjectReview(LiveObjects live, Masks masks) {
        this.live = live;
        this.masks = masks;
    }

    void review(List<Comparison> comparisons) {
        tryOut(comparisons);
        ObjectDiff diff = new ObjectDiff(masks);
        for (Comparison each : comparisons) {
            if (!each.looked()) {
                unseen.computeIfAbsent(
                                shortened(masks.lines(live.sight(each.ref()).problem())), any -> new TreeSet<>())
                        .add(each.ref().toString());
            }
            if (each.young() == null) {
                gone(each, diff);
            } else {
                stays(each, diff);
                drift(each);
            }
        }
        changes.sort(Comparator.comparing(ObjectChange::action)
                .thenComparing(change -> change.object().kind())
                .thenComparing(change -> change.object().name()));
        conclude(answers.size());
    }

    List<ObjectChange> changes() {
        return changes;
    }

    List<Finding> findings() {
        return findings;
    }

    List<String> notes() {
        return notes;
    }

    int unchanged() {
        return unchanged;
    }

    private void tryOut(List<Comparison> comparisons) {
        live.all(comparisons.stream()
                .filter(each -> each.young() != null && each.looked())
                .filter(each -> each.created() || !ThreeWay.same(each.present(), each.expected()))
                .map(each -> (Runnable) () -> answers.put(each.ref(), live.tried(each, each.expected())))
                .toList());
    }

    private void gone(Comparison each, ObjectDiff diff) {
        if (each.looked() && each.live().isMissingNode()) {
            return;
        }
        changes.add(new ObjectChange(
                each.deleted() ? Action.DELETE : Action.KEEP,
                each.ref(),
                null,
                List.of(),
                each.deleted() ? diff.between(each.present(), MissingNode.getInstance()) : List.of()));
    }

    private void stays(Comparison each, ObjectDiff diff) {
        JsonNode after = each.expected();
        Answer answer = answers.get(each.ref());
        if (answer != null && answer.ok()) {
            after = Comparison.plain(answer.body());
        } else if (answer != null) {
            refused(each, answer);
        }
        JsonNode before = each.created() ? MissingNode.getInstance() : each.present();
        if (ThreeWay.same(before, after)) {
            // Nobody knows it of one that could not be looked at; that is said.
            unchanged += each.looked() ? 1 : 0;
            return;
        }
        changes.add(new ObjectChange(
                each.created() ? Action.CREATE : Action.CHANGE,
                each.ref(),
                null,
                each.created() ? List.of() : Differences.between(before, after, MOST_FIELDS),
                diff.between(before, each.created() ? each.youngBody() : after)));
    }

    private void refused(Comparison each, Answer answer) {
        // Somebody wrote in between, or a namespace that the chart itself makes is not there yet: no verdict.
        boolean noVerdict = answer.status() == 409 || answer.status() == 404 || answer.status() >= 500;
        if (answer.status() == 403 && NO_RIGHT.matcher(answer.message()).find()
                || answer.status() == 401
                || answer.status() == 0
                || noVerdict) {
            untried.computeIfAbsent(
                            answer.status() == 403 ? "no right to try it" : shortened(masks.lines(answer.message())),
                            any -> new TreeSet<>())
                    .add(each.ref().toString());
            return;
        }
        boolean known = !each.created() && !Immutable.findings(each).isEmpty();
        boolean immutable = answer.message()
                .matches(".*(immutable|may not change|updates to .* are forbidden|"
                        + "can not be less than|field can not).*");
        if (known) {
            return;
        }
        Concern concern = immutable ? Concern.IMMUTABLE_FIELD : Concern.DRY_RUN_REFUSED;
        findings.add(concern.block(
                each.ref() + ": the API server refuses it in a dry run: " + shortened(masks.lines(answer.message())),
                "an object that the API server accepts",
                immutable
                        ? "keep the field by a value, or delete the object right before the upgrade as the vendor"
                                + " advises"
                        : "correct the values, or ask who wrote the policy that refuses it"));
    }

    private void drift(Comparison each) {
        if (each.old() == null || !each.looked()) {
            return;
        }
        if (each.live().isMissingNode()) {
            drifted.add(each.ref() + " (was deleted, is made anew)");
            return;
        }
        List<String> fields = Differences.between(each.present(), each.restored(), 3);
        if (!fields.isEmpty()) {
            drifted.add(each.ref() + " (" + String.join(", ", fields) + ")");
        }
    }

    private void conclude(int tried) {
        if (!drifted.isEmpty()) {
            findings.add(Concern.DRIFT.warn(
                    "objects were changed beside helm, and the upgrade sets them back: " + Words.some(drifted, 6),
                    "live objects as the deployed manifests say",
                    "put what is to stay into the values"));
        }
        unseen.forEach((problem, objects) -> findings.add(Concern.NOT_LOOKED_AT.warn(
                "not compared with what is live, " + problem + ": " + Words.some(List.copyOf(objects), 6),
                "a look at every object of the release",
                "grant get and list on these kinds to who runs Ratchet, or look yourself")));
        untried.forEach((problem, objects) -> findings.add(Concern.NOT_LOOKED_AT.warn(
                "not tried by a dry run at the API server, " + problem + ": " + Words.some(List.copyOf(objects), 6),
                "a dry run of every change",
                "grant create and update on these kinds to who runs Ratchet, as the upgrade itself needs")));
        int refused = untried.values().stream().mapToInt(TreeSet::size).sum();
        if (tried > 0) {
            notes.add((tried - refused) + " of " + tried + " changed objects were tried by a dry run at the API server;"
                    + " the rest is computed as helm merges");
        }
    }

    private static String shortened(String text) {
        return text.length() > 400 ? text.substring(0, 399) + "…" : text;
    }
}
