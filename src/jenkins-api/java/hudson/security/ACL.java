package hudson.security;

import org.springframework.security.core.Authentication;

/** Who may what; here a test says as whom a thread works. */
public abstract class ACL {
    public static final Authentication SYSTEM2 = () -> "SYSTEM";

    static final ThreadLocal<Authentication> CURRENT = ThreadLocal.withInitial(() -> SYSTEM2);

    public static ACLContext as2(Authentication auth) {
        ACLContext context = new ACLContext(CURRENT.get());
        CURRENT.set(auth);
        return context;
    }

    /** As whom this thread works; {@code Jenkins} answers with it. */
    public static Authentication current() {
        return CURRENT.get();
    }
}
