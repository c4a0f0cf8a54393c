package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as Kubernetes spells them: {@code 500m}, {@code 10Gi}. */
final class Quantity {
    private static final Pattern SPELLING = Pattern.compile("([0-9.]+)(m|k|[KMGTPE]i?)?");
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("m", new BigDecimal("0.001")),
            Map.entry("k", power(1000, 1)),
            Map.entry("K", power(1000, 1)),
            Map.entry("M", power(1000, 2)),
            Map.entry("G", power(1000, 3)),
            Map.entry("T", power(1000, 4)),
            Map.entry("P", power(1000, 5)),
            Map.entry("E", power(1000, 6)),
            Map.entry("Ki", power(1024, 1)),
            Map.entry("Mi", power(1024, 2)),
            Map.entry("Gi", power(1024, 3)),
            Map.entry("Ti", power(1024, 4)),
            Map.entry("Pi", power(1024, 5)),
            Map.entry("Ei", power(1024, 6)));

    private Quantity() {}

    static Optional<BigDecimal> of(String text) {
        Matcher matcher = SPELLING.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(matcher.group(1));
            return Optional.of(matcher.group(2) == null ? number : number.multiply(UNITS.get(matcher.group(2))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static boolean same(JsonNode a, JsonNode b) {
        Optional<BigDecimal> one = of(a.asText());
        return one.isPresent()
                && of(b.asText())
                        .filter(other -> other.compareTo(one.get()) == 0)
                        .isPresent();
    }

    private static BigDecimal power(long base, int exponent) {
        return BigDecimal.valueOf(base).pow(exponent);
    }
}
