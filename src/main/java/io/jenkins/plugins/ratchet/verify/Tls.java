package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom HTTPS checks trust, and how long a server's certificates are still valid. */
final class Tls {
    private Tls() {}

    /** A context that trusts the JVM's authorities and those of a PEM file; host names are verified as always. */
    static SSLContext trusting(Path caFile) throws GeneralSecurityException, IOException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        int number = 0;
        for (Certificate certificate : read(caFile)) {
            anchors.setCertificateEntry("file-" + number++, certificate);
        }
        for (TrustManager manager : trustManagers(null)) {
            if (manager instanceof X509TrustManager jvm) {
                for (X509Certificate certificate : jvm.getAcceptedIssuers()) {
                    anchors.setCertificateEntry("jvm-" + number++, certificate);
                }
            }
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trustManagers(anchors), null);
        return context;
    }

    /**
     * Whole days for which all certificates that the server presented are still valid; a root that it presents too does
     * not count, because clients use their own copy.
     */
    static long daysLeft(SSLSession session, Instant now) throws SSLPeerUnverifiedException {
        Certificate[] chain = session.getPeerCertificates();
        long days = Long.MAX_VALUE;
        for (int i = 0; i < chain.length; i++) {
            X509Certificate certificate = (X509Certificate) chain[i];
            boolean root = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
            if (i == 0 || !root) {
                days = Math.min(
                        days,
                        Duration.between(now, certificate.getNotAfter().toInstant())
                                .toDays());
            }
        }
        return days;
    }

    private static Collection<? extends Certificate> read(Path caFile) {
        try (InputStream in = Files.newInputStream(caFile)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw RunException.usage("caFile " + caFile + " holds no certificate; PEM is expected");
            }
            return certificates;
        } catch (IOException | GeneralSecurityException e) {
            throw RunException.usage("caFile " + caFile + " cannot be read as PEM certificates: " + Words.why(e));
        }
    }

    private static TrustManager[] trustManagers(KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        return factory.getTrustManagers();
    }
}
