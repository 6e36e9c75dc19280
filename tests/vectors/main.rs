//! Published test vectors (Project Wycheproof) against the sandbox's decryptor. Its encryptor's are beside
//! `cardseal-card`. Each test counts its vectors: a loader that finds none fails.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod aes_gcm;
mod rsa_oaep;
