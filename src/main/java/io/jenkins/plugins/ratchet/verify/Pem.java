package io.jenkins.plugins.ratchet.verify;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first key or certificate of a PEM text.
 *
 * @param label what it says that it is, e.g. {@code RSA PRIVATE KEY}
 * @param privateKey null unless it is one that can be read without a passphrase
 * @param publicKey that of a certificate too; null for a private key
 * @param certificate null unless it is one
 */
record Pem(String label, PrivateKey privateKey, PublicKey publicKey, X509Certificate certificate) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    /** OpenSSL gives up on longer lines than these. */
    private static final int LONGEST_LINE = 254;

    private static final List<String> KEY_TYPES = List.of("RSA", "EC", "Ed25519", "Ed448", "DSA", "X25519");
    private static final byte[] RSA = Base64.getDecoder().decode("MA0GCSqGSIb3DQEBAQUA");
    private static final byte[] EC_PUBLIC_KEY = Base64.getDecoder().decode("BgcqhkjOPQIB");

    /** Why a text is no PEM that programs can read. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean newlines;

        Unreadable(String message, boolean newlines) {
            super(message);
            this.newlines = newlines;
        }

        /** Whether all that is wrong is that its line breaks are gone. */
        boolean newlines() {
            return newlines;
        }
    }

    /** @throws Unreadable says what is wrong with it, never what it holds */
    static Pem read(String text) throws Unreadable {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw noBlock(text);
        }
        String label = block.group(1);
        String body = block.group(2);
        Optional<String> problem = lineBreaks(body);
        if (problem.isPresent()) {
            throw new Unreadable(problem.get(), true);
        }
        if (label.contains("ENCRYPTED") || body.contains("Proc-Type:")) {
            decoded(body.replaceAll("(?m)^[A-Za-z-]+:.*$", ""), label);
            return new Pem(label, null, null, null);
        }
        byte[] der = decoded(body, label);
        try {
            return parsed(label, der);
        } catch (GeneralSecurityException e) {
            throw new Unreadable("what it holds is no " + label + ": " + Words.why(e), false);
        }
    }

    private static Unreadable noBlock(String text) {
        if (text.isBlank()) {
            return new Unreadable("it is empty", false);
        }
        try {
            String inner = new String(Base64.getMimeDecoder().decode(text.strip()));
            if (inner.contains("-----BEGIN ")) {
                return new Unreadable("it is PEM in base64 once more than it should be", false);
            }
        } catch (IllegalArgumentException e) {
            // not that either
        }
        return new Unreadable(
                text.contains("-----BEGIN ") ? "it has a first line, but no last line" : "it is no PEM text", false);
    }

    /** What is wrong with the line breaks; empty where nothing is. */
    private static Optional<String> lineBreaks(String body) {
        if (body.contains("\\n") || body.contains("\\r")) {
            return Optional.of("its line breaks are the two characters \\n");
        }
        if (!body.matches("(?s)[ \\t]*\\r?\\n.*\\n[ \\t]*")) {
            return Optional.of(
                    body.strip().contains(" ")
                            ? "its line breaks have become spaces"
                            : "its line breaks are gone: all is on one line");
        }
        boolean joined = body.lines().anyMatch(line -> line.length() > LONGEST_LINE);
        return joined ? Optional.of("its line breaks are gone between the first and the last line") : Optional.empty();
    }

    private static byte[] decoded(String body, String label) throws Unreadable {
        try {
            return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new Unreadable("the " + label + " in it is no base64", false);
        }
    }

    private static Pem parsed(String label, byte[] der) throws GeneralSecurityException {
        switch (label) {
            case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" -> {
                X509Certificate certificate = (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
                return new Pem(label, null, certificate.getPublicKey(), certificate);
            }
            case "PUBLIC KEY" -> {
                return new Pem(label, null, publicKey(der), null);
            }
            case "RSA PUBLIC KEY" -> {
                byte[] spki = sequence(RSA, tagged(0x03, joined(new byte[1], der)));
                return new Pem(label, null, publicKey(spki), null);
            }
            case "PRIVATE KEY" -> {
                return new Pem(label, privateKey(der), null, null);
            }
            case "RSA PRIVATE KEY" -> {
                return new Pem(label, privateKey(pkcs8(RSA, der)), null, null);
            }
            case "EC PRIVATE KEY" -> {
                byte[] algorithm = sequence(EC_PUBLIC_KEY, curve(der));
                return new Pem(label, privateKey(pkcs8(algorithm, der)), null, null);
            }
            default -> {
                return new Pem(label, null, null, null); // e.g. OPENSSH PRIVATE KEY: the JDK does not know it
            }
        }
    }

    /** Whether two are halves of one pair; empty where neither of them can tell. */
    static Optional<Boolean> pair(Pem one, Pem other) throws GeneralSecurityException {
        PrivateKey key = one.privateKey != null ? one.privateKey : other.privateKey;
        PublicKey counterpart = one.privateKey != null ? other.publicKey : one.publicKey;
        if (key == null || counterpart == null) {
            return Optional.empty();
        }
        if (!key.getAlgorithm().equals(counterpart.getAlgorithm())) {
            return Optional.of(false);
        }
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            default -> key.getAlgorithm();
        };
        byte[] message = "ratchet".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(message);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(counterpart);
        verifying.update(message);
        try {
            return Optional.of(verifying.verify(signature));
        } catch (java.security.SignatureException e) {
            return Optional.of(false); // of another length or curve
        }
    }

    private static PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
        GeneralSecurityException last = null;
        for (String type : KEY_TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw last;
    }

    private static PublicKey publicKey(byte[] spki) throws GeneralSecurityException {
        GeneralSecurityException last = null;
        for (String type : KEY_TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(spki));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw last;
    }

    /** RFC 5208 around an older form of key, which says the same without naming its algorithm. */
    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        byte[] version = {0x02, 0x01, 0x00};
        return sequence(version, algorithm, tagged(0x04, key));
    }

    /** The curve's identifier out of RFC 5915's form, where it is parameter 0. */
    private static byte[] curve(byte[] sec1) throws GeneralSecurityException {
        for (int i = 0; i + 2 < sec1.length; i++) {
            if ((sec1[i] & 0xff) == 0xa0 && sec1[i + 2] == 0x06) {
                int length = sec1[i + 1] & 0xff;
                if (length == (sec1[i + 3] & 0xff) + 2 && i + 2 + length <= sec1.length) {
                    return java.util.Arrays.copyOfRange(sec1, i + 2, i + 2 + length);
                }
            }
        }
        throw new GeneralSecurityException("it names no curve");
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, joined(parts));
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
