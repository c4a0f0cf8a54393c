package hudson.util;

public abstract class FormValidation extends Exception {
    private static final long serialVersionUID = 1L;

    FormValidation(String message) {
        super(message);
    }

    private static final class Said extends FormValidation {
        private static final long serialVersionUID = 1L;

        Said(String message) {
            super(message);
        }
    }

    public static FormValidation ok() {
        return new Said(null);
    }

    public static FormValidation warning(String message) {
        return new Said(message);
    }

    public static FormValidation error(String message) {
        return new Said(message);
    }
}
