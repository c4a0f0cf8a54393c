import io.jenkins.plugins.ratchet.demo.KubeApi;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ratchet plan} of a release with 300 objects and 1 MB of manifests, beside what a person types instead: helm get
 * manifest, helm template, diff, and kubectl diff. A third of the objects change.
 *
 * <p>{@code bench/run Plan [OBJECTS] [ROUNDS] [HEAP]}; helm and kubectl are taken from PATH.
 */
class Plan {
    private static final int BYTES_AN_OBJECT = 3500;

    public static void main(String[] arguments) throws Exception {
        int objects = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        String heap = arguments.length > 2 ? arguments[2] : "96m";
        Path work = Files.createTempDirectory("ratchet-bench");
        KubeApi api = new KubeApi(work.resolve("logs"));
        api.start();
        Path kubeconfig = Files.writeString(work.resolve("kubeconfig"), api.kubeconfig());
        Map<String, String> environment = Map.of("KUBECONFIG", kubeconfig.toString());
        chart(work.resolve("old"), "1.0.0", objects);
        chart(work.resolve("new"), "1.1.0", objects);
        Files.writeString(
                work.resolve("ratchet.yaml"), "release: big\nnamespace: big\nchart: " + work.resolve("new") + "\n");
        run(work, environment, "helm", "install", "big", work.resolve("old").toString(), "-n", "big", "--create-namespace");
        run(work, environment, "bash", "-c", "helm get manifest big -n big > a");
        long bytes = Files.size(work.resolve("a"));
        System.out.printf(Locale.ROOT, "%d objects, %,d bytes of manifests, -Xmx%s%n", objects, bytes, heap);
        String jar = System.getProperty("java.class.path").split(File.pathSeparator)[0];
        Path launcher = Path.of(jar).resolveSibling("../ratchet").normalize();
        String helm = "helm upgrade --dry-run=server -o json big new -n big > last.out";
        String plan = "JAVA_TOOL_OPTIONS=-Xmx" + heap + " " + launcher + " plan > last.out";
        String byHand = "helm get manifest big -n big > a; helm template big new -n big > b; diff -u a b > last.out;"
                + " kubectl diff -n big -f b > last.out; true";
        List<Double> own = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Cost planned = cost(work, environment, plan);
            Cost rendered = cost(work, environment, helm);
            Cost typed = cost(work, environment, byHand);
            own.add(planned.processor() - rendered.processor());
            ratios.add(planned.processor() / typed.processor());
            System.out.printf(Locale.ROOT, "plan %s, of it helm's dry run %s; by hand %s%n", planned, rendered, typed);
        }
        System.out.printf(
                Locale.ROOT, "median, processor time: our own %.2f s, ratio %.2f%n", median(own), median(ratios));
        api.close();
        System.exit(0);
    }

    private static void chart(Path chart, String version, int objects) throws Exception {
        Files.createDirectories(chart.resolve("templates"));
        Files.writeString(
                chart.resolve("Chart.yaml"), "{apiVersion: v2, name: big, version: " + version + ", appVersion: '1'}\n");
        Files.writeString(chart.resolve("values.yaml"), "{}\n");
        StringBuilder template = new StringBuilder("{{- range $i := until " + objects + " }}\n---\napiVersion: v1\nkind: ConfigMap\n"
                + "metadata: {name: \"map-{{ $i }}\"}\ndata:\n  kept: |\n");
        for (int line = 0; line < BYTES_AN_OBJECT / 70; line++) {
            template.append("    line ").append(line).append(" of {{ $i }}: the quick brown fox jumps over the lazy dogs\n");
        }
        template.append("  version: \"{{ if eq (mod $i 3) 0 }}{{ $.Chart.Version }}{{ end }}\"\n{{- end }}\n");
        Files.writeString(chart.resolve("templates/maps.yaml"), template);
    }

    /** Processor time beside elapsed time: other work on the machine slows only the latter. */
    private record Cost(double elapsed, double processor) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.2f s (processor %.2f s)", elapsed, processor);
        }
    }

    private static Cost cost(Path work, Map<String, String> environment, String script) throws Exception {
        run(work, environment, "bash", "-c", "TIMEFORMAT='%R %U %S'; time { " + script + "; } 2> last.err");
        List<String> lines = Files.readAllLines(work.resolve("last.log"));
        String[] times = lines.get(lines.size() - 1).split(" ");
        return new Cost(
                Double.parseDouble(times[0]), Double.parseDouble(times[1]) + Double.parseDouble(times[2]));
    }

    private static void run(Path work, Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.redirectOutput(work.resolve("last.log").toFile()).start();
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException(Arrays.toString(command) + " ended with " + status + ": "
                    + Files.readString(work.resolve("last.log")));
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
