//! Published test vectors (Project Wycheproof) against the sandbox's decryptor. Its encryptor's are beside
//! `cardseal-card`. Each test counts its vectors: a loader that finds none fails.

mod aes_gcm;
mod rsa_oaep;
