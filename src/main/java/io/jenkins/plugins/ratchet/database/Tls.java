package io.jenkins.plugins.ratchet.database;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whom a TLS connection trusts, in libpq's words: {@code require} encrypts, {@code verify-ca} also checks the issuer. */
final class Tls {
    private Tls() {}

    /**
     * @param sslmode one of libpq's; all that verify do so against {@code sslrootcert}, or the JDK's authorities
     * @param sslrootcert PEM file with certificates; null for the JDK's
     */
    static SSLContext context(String sslmode, String sslrootcert, String database) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] managers =
                    sslmode.startsWith("verify") ? trusting(sslrootcert) : new TrustManager[] {ANYONE};
            context.init(null, managers, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw RunException.usage("database " + database + ": the certificates in sslrootcert (" + sslrootcert
                    + ") cannot be used: " + e.getMessage());
        }
    }

    private static TrustManager[] trusting(String file) throws IOException, GeneralSecurityException {
        KeyStore store = null;
        if (file != null) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                int number = 0;
                for (Certificate certificate :
                        CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    store.setCertificateEntry("ca" + number++, certificate);
                }
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** What {@code sslmode: require} asks for: encryption, no questions. An extended one also takes no host name. */
    private static final X509ExtendedTrustManager ANYONE = new X509ExtendedTrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };
}
