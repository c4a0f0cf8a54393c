package io.jenkins.plugins.ratchet.verify;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Puts foreign content and failures into one bounded line. */
final class Words {
    private static final int LONGEST = 200;
    private static final int MOST = 10;

    private Words() {}

    /** In quotes, cut, control characters as spaces; {@code NULL} for null. */
    static String quote(String text) {
        return text == null ? "NULL" : "\"" + cut(text) + "\"";
    }

    static String quoteAll(List<String> texts) {
        String listed = texts.stream().limit(MOST).map(Words::quote).collect(Collectors.joining(", "));
        return texts.size() > MOST ? listed + " and " + (texts.size() - MOST) + " more" : listed;
    }

    /** One after another, each cut. */
    static String quoteless(List<String> texts) {
        String listed = texts.stream().limit(MOST).map(Words::cut).collect(Collectors.joining("; "));
        return texts.size() > MOST ? listed + "; and " + (texts.size() - MOST) + " more" : listed;
    }

    static String cut(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(Math.min(LONGEST, text.length()) - 1)) ? LONGEST - 1 : LONGEST;
        String head = text.length() > LONGEST ? text.substring(0, end) : text;
        String line = head.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return text.length() > LONGEST ? line + "…" : line;
    }

    /** Why something failed: the causes' messages, without those that only repeat another one. */
    static String why(Throwable failure) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        for (Throwable each = failure; each != null && depth < 8; each = each.getCause(), depth++) {
            String part = part(each);
            if (!part.isEmpty() && parts.stream().noneMatch(known -> known.contains(part))) {
                parts.removeIf(part::contains);
                parts.add(part);
            }
        }
        return parts.isEmpty() ? failure.getClass().getSimpleName() : cut(String.join(": ", parts));
    }

    private static String part(Throwable failure) {
        if (failure instanceof ExecutionException || failure instanceof CompletionException) {
            return "";
        }
        if (failure instanceof UnresolvedAddressException || failure instanceof UnknownHostException) {
            return "host name does not resolve";
        }
        if (failure instanceof TimeoutException || failure instanceof HttpTimeoutException) {
            return "no complete answer in time";
        }
        if (failure instanceof ConnectException && failure.getMessage() == null) {
            return "no connection";
        }
        if (failure.getMessage() == null) {
            // Such exceptions say nothing but their name; a closed channel is what every failed connection ends in.
            return failure.getCause() == null && !(failure instanceof ClosedChannelException)
                    ? failure.getClass().getSimpleName()
                    : "";
        }
        return failure.getMessage();
    }
}
