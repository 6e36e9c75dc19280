use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};

/// The length of the authentication tag in bytes.
pub(super) const TAG: usize = 16;

/// AES-256-GCM (NIST SP 800-38D) in place, with a nonce of 96 and a tag of 128 bits.
///
/// Gives nothing if `tag` is not 16 bytes long.
pub(super) fn encrypt(
    key: &[u8; 32],
    nonce: &[u8; 12],
    aad: &[u8],
    text: &mut [u8],
    tag: &mut [u8],
) -> Option<()> {
    let tag: &mut [u8; TAG] = tag.try_into().ok()?;
    let computed = Aes256Gcm::new(key.into()).encrypt_inout_detached(nonce.into(), aad, text.into()).ok()?;
    *tag = computed.into();
    Some(())
}
