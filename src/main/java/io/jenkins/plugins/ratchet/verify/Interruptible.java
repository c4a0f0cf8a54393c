package io.jenkins.plugins.ratchet.verify;

/**
 * A text that stops whoever reads it once the thread is interrupted: a regular expression that backtracks for ever on a
 * hostile answer ends with the try that it belongs to.
 */
record Interruptible(CharSequence text) implements CharSequence {

    @Override
    public char charAt(int index) {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("the body could not be matched in time");
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new Interruptible(text.subSequence(start, end));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
