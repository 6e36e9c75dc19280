import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * The gateway's published scheme ("Card Encryption") written with nothing but the JDK.
 *
 * Reads lines of JSON on stdin and answers each with one on stdout; all texts in them are base64:
 *   {"publicKey", "plaintext", "spec"?}      -> {"encryptedCard"}
 *   {"privateKey", "encryptedCard", "spec"?} -> {"plaintext"}, or {"refused": true}
 * "spec": "default" leaves the parameters of OAEP to the JDK, which takes SHA-1 in MGF1 then.
 */
public final class Peer {
    private static final String OAEP = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding";
    private static final AlgorithmParameterSpec EXPLICIT =
        new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    // There is no JSON in the JDK: these three members, in the order of the documentation, and nothing else.
    private static final String TEXT = "\"([A-Za-z0-9+/=]+)\"";
    private static final Pattern ENVELOPE = Pattern.compile(
        "\\{\"encryptedKey\":" + TEXT + ",\"nonce\":" + TEXT + ",\"ciphertext\":" + TEXT + "\\}");
    private static final int TAG_BITS = 128;

    private static final SecureRandom RANDOM = new SecureRandom();
    // Reading a private key takes longer than all the rest: once for each key.
    private static final Map<String, PrivateKey> PRIVATE = new HashMap<>();

    public static void main(String[] arguments) throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(line.contains("\"publicKey\"") ? seal(line) : open(line));
        }
    }

    private static String seal(String request) throws GeneralSecurityException {
        var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(bytes(request, "publicKey")));
        byte[] contentKey = random(32);
        byte[] nonce = random(12);
        Cipher rsa = Cipher.getInstance(OAEP);
        if (isDefault(request)) {
            rsa.init(Cipher.ENCRYPT_MODE, key);
        } else {
            rsa.init(Cipher.ENCRYPT_MODE, key, EXPLICIT);
        }
        byte[] ciphertext = gcm(Cipher.ENCRYPT_MODE, contentKey, nonce).doFinal(bytes(request, "plaintext"));
        String envelope = String.format("{\"encryptedKey\":\"%s\",\"nonce\":\"%s\",\"ciphertext\":\"%s\"}",
            text(rsa.doFinal(contentKey)), text(nonce), text(ciphertext));
        return "{\"encryptedCard\":\"" + text(envelope.getBytes(StandardCharsets.US_ASCII)) + "\"}";
    }

    private static String open(String request) throws GeneralSecurityException {
        String envelope = new String(bytes(request, "encryptedCard"), StandardCharsets.US_ASCII);
        Matcher parts = ENVELOPE.matcher(envelope);
        if (!parts.matches()) {
            return "{\"refused\":true}";
        }
        PrivateKey key = privateKey(member(request, "privateKey"));
        Cipher rsa = Cipher.getInstance(OAEP);
        if (isDefault(request)) {
            rsa.init(Cipher.DECRYPT_MODE, key);
        } else {
            rsa.init(Cipher.DECRYPT_MODE, key, EXPLICIT);
        }
        try {
            byte[] contentKey = rsa.doFinal(decode(parts.group(1)));
            byte[] plaintext = gcm(Cipher.DECRYPT_MODE, contentKey, decode(parts.group(2))).doFinal(decode(parts.group(3)));
            return "{\"plaintext\":\"" + text(plaintext) + "\"}";
        } catch (GeneralSecurityException refused) {
            return "{\"refused\":true}";
        }
    }

    private static Cipher gcm(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static PrivateKey privateKey(String text) throws GeneralSecurityException {
        PrivateKey known = PRIVATE.get(text);
        if (known == null) {
            known = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(decode(text)));
            PRIVATE.put(text, known);
        }
        return known;
    }

    private static boolean isDefault(String request) {
        return request.contains("\"spec\":\"default\"");
    }

    private static String member(String request, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":" + TEXT).matcher(request);
        if (!found.find()) {
            throw new IllegalArgumentException("no member " + name);
        }
        return found.group(1);
    }

    private static byte[] bytes(String request, String name) {
        return decode(member(request, name));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static byte[] decode(String text) {
        return Base64.getDecoder().decode(text);
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
