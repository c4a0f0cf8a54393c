package hudson.security;

import org.springframework.security.core.Authentication;

public class ACLContext implements AutoCloseable {
    private final Authentication before;

    ACLContext(Authentication before) {
        this.before = before;
    }

    @Override
    public void close() {
        ACL.CURRENT.set(before);
    }
}
