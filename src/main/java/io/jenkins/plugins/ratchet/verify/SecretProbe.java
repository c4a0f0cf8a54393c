package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.SecretCheck;
import io.jenkins.plugins.ratchet.config.Setting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads a PEM key or certificate out of a Secret: whether programs can, whether it fits its other half, how long it lasts. */
final class SecretProbe implements Probe {
    private final SecretCheck check;
    private final Settings settings;
    private final Clock clock;

    SecretProbe(SecretCheck check, Settings settings, Clock clock) {
        this.check = check;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Attempt attempt(Duration limit) throws Exception {
        String where = place(check.name(), check.key());
        Optional<String> text = text(check.name(), check.key());
        if (text.isEmpty()) {
            return missing(where);
        }
        Pem pem;
        try {
            pem = Pem.read(text.get());
        } catch (Pem.Unreadable e) {
            return unreadable(where, e);
        }
        String seen = where + " holds a " + pem.label();
        if (check.pair() != null) {
            Attempt pair = pair(pem, seen);
            if (!pair.passed()) {
                return pair;
            }
            seen = pair.seen();
        }
        return pem.certificate() == null
                ? Attempt.passed(seen)
                : lasting(seen, pem.certificate().getNotAfter().toInstant());
    }

    private Attempt pair(Pem pem, String seen) throws Exception {
        String secret = check.pairSecret() == null ? check.name() : check.pairSecret();
        String where = place(secret, check.pair());
        Optional<String> text = text(secret, check.pair());
        if (text.isEmpty()) {
            return missing(where);
        }
        Pem other;
        try {
            other = Pem.read(text.get());
        } catch (Pem.Unreadable e) {
            return unreadable(where, e);
        }
        Optional<Boolean> fits = Pem.pair(pem, other);
        if (fits.isEmpty()) {
            return Attempt.hopeless(
                    seen + " and " + where + " a " + other.label()
                            + ", of which nobody can tell whether they are a pair",
                    "a private key and its certificate or public key");
        }
        return fits.get()
                ? Attempt.passed(seen + ", which fits the " + other.label() + " in " + where)
                : Attempt.failed(
                        CheckCause.PAIR_DIFFERS,
                        seen + ", which does not fit the " + other.label() + " in " + where,
                        "two halves of one pair");
    }

    private Attempt lasting(String seen, Instant end) {
        long days = Duration.between(clock.instant(), end).toDays();
        boolean over = !clock.instant().isBefore(end);
        String all = seen + (over ? ", expired on " + end : ", valid for " + days + " days");
        if (over || days < check.days()) {
            return Attempt.failed(CheckCause.CERTIFICATE_ENDS, all, "at least " + check.days() + " days");
        }
        return days < check.warnDays() ? Attempt.passed(all).because(CheckCause.CERTIFICATE_ENDS) : Attempt.passed(all);
    }

    private Optional<String> text(String secret, String key) {
        return settings.find(new Setting(null, null, null, secret, key, null, null));
    }

    private static Attempt missing(String where) {
        return Attempt.failed(CheckCause.SECRET_MISSING, where + " does not exist", "a PEM key or certificate");
    }

    private static Attempt unreadable(String where, Pem.Unreadable problem) {
        return Attempt.failed(
                problem.newlines() ? CheckCause.PEM_NEWLINES : CheckCause.PEM_UNREADABLE,
                where + " is no PEM that programs can read: " + problem.getMessage(),
                "PEM text with its line breaks");
    }

    private static String place(String secret, String key) {
        return "Secret " + secret + ", key " + key;
    }
}
