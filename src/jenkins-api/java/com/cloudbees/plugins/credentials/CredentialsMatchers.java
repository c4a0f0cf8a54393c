package com.cloudbees.plugins.credentials;

public class CredentialsMatchers {
    private static final class Matcher implements CredentialsMatcher {
        private static final long serialVersionUID = 1L;
    }

    private CredentialsMatchers() {}

    public static CredentialsMatcher instanceOf(Class<?> clazz) {
        return new Matcher();
    }

    public static CredentialsMatcher anyOf(CredentialsMatcher... matchers) {
        return new Matcher();
    }

    public static CredentialsMatcher allOf(CredentialsMatcher... matchers) {
        return new Matcher();
    }

    public static CredentialsMatcher withScope(CredentialsScope scope) {
        return new Matcher();
    }
}
