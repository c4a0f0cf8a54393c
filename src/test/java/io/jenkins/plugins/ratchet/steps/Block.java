package io.jenkins.plugins.ratchet.steps;

import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** A pair of braces in a Jenkinsfile and the words that mean something between them; any other word is an error. */
final class Block extends GroovyObjectSupport {
    /** What a word does with what follows it. */
    @FunctionalInterface
    interface Word {
        Object say(Said said) throws Exception;
    }

    private final String name;
    private final Map<String, Word> words = new LinkedHashMap<>();
    private final Map<String, Supplier<Object>> properties = new LinkedHashMap<>();
    private BiConsumer<String, Object> assignment;

    Block(String name) {
        this.name = name;
    }

    Block word(String word, Word meaning) {
        words.put(word, meaning);
        return this;
    }

    /** Words that are understood and change nothing here. */
    Block passing(String... passed) {
        for (String word : passed) {
            words.put(word, said -> null);
        }
        return this;
    }

    Block property(String property, Supplier<Object> value) {
        properties.put(property, value);
        return this;
    }

    Block assigning(BiConsumer<String, Object> meaning) {
        assignment = meaning;
        return this;
    }

    /** Evaluates what stands between the braces. */
    Object read(Closure<?> body) {
        Closure<?> own = (Closure<?>) body.clone();
        own.setDelegate(this);
        own.setResolveStrategy(Closure.DELEGATE_ONLY);
        return own.call();
    }

    @Override
    public Object invokeMethod(String word, Object arguments) {
        Word meaning = words.get(word);
        if (meaning == null) {
            throw unknown(word);
        }
        Object[] all = arguments instanceof Object[] array ? array : new Object[] {arguments};
        try {
            return meaning.say(Said.of(word, Arrays.asList(all)));
        } catch (Exception e) {
            throw Stopped.by(e);
        }
    }

    @Override
    public Object getProperty(String property) {
        if (!properties.containsKey(property)) {
            throw unknown(property);
        }
        return properties.get(property).get();
    }

    @Override
    public void setProperty(String property, Object value) {
        if (assignment == null) {
            throw unknown(property);
        }
        assignment.accept(property, value);
    }

    private IllegalArgumentException unknown(String word) {
        List<String> known = words.keySet().stream().sorted().toList();
        return new IllegalArgumentException("'" + word + "' is unknown in " + name + "; known are " + known);
    }

    /** An exception on its way through Groovy. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Stopped(Exception cause) {
            super(cause.getMessage(), cause);
        }

        static RuntimeException by(Exception e) {
            return e instanceof RuntimeException already ? already : new Stopped(e);
        }

        /** What stopped the pipeline in the first place. */
        static Throwable reason(Throwable thrown) {
            return thrown instanceof Stopped stopped ? stopped.getCause() : thrown;
        }
    }
}
