use std::fmt;

/// Why a text is not taken as a public key. Never holds any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyError {
    /// Nothing was given.
    Empty,
    /// More text than any key has.
    TooLong,
    /// A symbol outside the standard base64 alphabet.
    Base64Alphabet,
    /// Padding that is missing, too much, or not at the end.
    Base64Padding,
    /// A last symbol whose unused bits are not zero: damaged or cut text.
    Base64TrailingBits,
    /// PEM armour that is incomplete or of something else.
    PemArmour,
    /// A private key. It must be treated as disclosed wherever it was taken from.
    PrivateKey,
    /// An X.509 certificate or request.
    Certificate,
    /// A bare `RSAPublicKey` of PKCS #1.
    Pkcs1,
    /// Not the structure of a `SubjectPublicKeyInfo`.
    NotSpki,
    /// An element that ends before its length says.
    Truncated,
    /// Bytes behind the end of an element.
    TrailingBytes,
    /// A length that DER does not allow.
    IndefiniteLength,
    /// A length in more bytes than it needs.
    NonMinimalLength,
    /// An integer in more bytes than it needs, or in none.
    NonMinimalInteger,
    /// A negative integer: its leading zero is missing.
    NegativeInteger,
    /// A bit string that is not whole bytes.
    UnusedBits,
    /// A key of another algorithm.
    NotRsa,
    /// An RSA key that is restricted to PSS signatures.
    RsaPss,
    /// An RSA key under the identifier of OAEP, which other implementations do not import.
    RsaOaep,
    /// Algorithm parameters other than NULL.
    AlgorithmParameters,
    /// A modulus of fewer than 2048 bits.
    ModulusTooSmall,
    /// A modulus of more than 8192 bits.
    ModulusTooLarge,
    /// An even modulus: no product of two odd primes.
    ModulusEven,
    /// A modulus that a small prime divides: below 256, or below 2¹⁶ where weaknesses are looked for.
    ModulusSmallFactor,
    /// A modulus with the mark of the faulty generator of CVE-2017-15361, which can be factored.
    ModulusRoca,
    /// A public exponent below 65537.
    ExponentTooSmall,
    /// A public exponent of more than 33 bits.
    ExponentTooLarge,
    /// An even public exponent.
    ExponentEven,
    /// A modulus that is the square of a number.
    #[cfg(feature = "weakness")]
    ModulusSquare,
    /// A modulus of two factors so close together that Fermat's method finds them within a hundred steps
    /// (CVE-2022-26320).
    #[cfg(feature = "weakness")]
    ModulusCloseFactors,
    /// A modulus with the same bits zero in each of its words: its factors were filled from a source that leaves part of
    /// each word empty, and can be found by factoring a polynomial ("short-sleeve" keys, Trail of Bits, June 2026).
    #[cfg(feature = "weakness")]
    ModulusRepeatedZeros,
}

impl KeyError {
    /// A stable name for programs, in `snake_case`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::Base64Alphabet => "base64_alphabet",
            Self::Base64Padding => "base64_padding",
            Self::Base64TrailingBits => "base64_trailing_bits",
            Self::PemArmour => "pem_armour",
            Self::PrivateKey => "private_key",
            Self::Certificate => "certificate",
            Self::Pkcs1 => "pkcs1",
            Self::NotSpki => "not_spki",
            Self::Truncated => "truncated",
            Self::TrailingBytes => "trailing_bytes",
            Self::IndefiniteLength => "indefinite_length",
            Self::NonMinimalLength => "non_minimal_length",
            Self::NonMinimalInteger => "non_minimal_integer",
            Self::NegativeInteger => "negative_integer",
            Self::UnusedBits => "unused_bits",
            Self::NotRsa => "not_rsa",
            Self::RsaPss => "rsa_pss",
            Self::RsaOaep => "rsa_oaep",
            Self::AlgorithmParameters => "algorithm_parameters",
            Self::ModulusTooSmall => "modulus_too_small",
            Self::ModulusTooLarge => "modulus_too_large",
            Self::ModulusEven => "modulus_even",
            Self::ModulusSmallFactor => "modulus_small_factor",
            Self::ModulusRoca => "modulus_roca",
            #[cfg(feature = "weakness")]
            Self::ModulusSquare => "modulus_square",
            #[cfg(feature = "weakness")]
            Self::ModulusCloseFactors => "modulus_close_factors",
            #[cfg(feature = "weakness")]
            Self::ModulusRepeatedZeros => "modulus_repeated_zeros",
            Self::ExponentTooSmall => "exponent_too_small",
            Self::ExponentTooLarge => "exponent_too_large",
            Self::ExponentEven => "exponent_even",
        }
    }

    /// What is wrong, as a text for developers without a full stop.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self {
            Self::Empty => "no key was given",
            Self::TooLong => "key text is too long",
            Self::Base64Alphabet => "key holds a symbol that is not standard base64",
            Self::Base64Padding => "base64 padding of the key is wrong",
            Self::Base64TrailingBits => "last base64 symbol of the key has stray bits",
            Self::PemArmour => "PEM armour of the key is wrong",
            Self::PrivateKey => "a private key was given in place of a public one",
            Self::Certificate => "a certificate was given in place of a public key",
            Self::Pkcs1 => "key is not wrapped in SubjectPublicKeyInfo",
            Self::NotSpki => "key is not a SubjectPublicKeyInfo",
            Self::Truncated => "key is cut short",
            Self::TrailingBytes => "key has bytes behind its end",
            Self::IndefiniteLength => "key has a length of indefinite form",
            Self::NonMinimalLength => "key has a length in longer form than needed",
            Self::NonMinimalInteger => "key has an integer in longer form than needed",
            Self::NegativeInteger => "key has a negative integer",
            Self::UnusedBits => "key is not whole bytes",
            Self::NotRsa => "key is not an RSA key",
            Self::RsaPss => "key is for signatures only",
            Self::RsaOaep => "key names OAEP in place of rsaEncryption",
            Self::AlgorithmParameters => "algorithm parameters of the key are not NULL",
            Self::ModulusTooSmall => "modulus has fewer than 2048 bits",
            Self::ModulusTooLarge => "modulus has more than 8192 bits",
            Self::ModulusEven => "modulus is even",
            Self::ModulusSmallFactor => "modulus has a small factor",
            Self::ModulusRoca => "modulus comes from a faulty generator",
            #[cfg(feature = "weakness")]
            Self::ModulusSquare => "modulus is a square",
            #[cfg(feature = "weakness")]
            Self::ModulusCloseFactors => "factors of the modulus are too close together",
            #[cfg(feature = "weakness")]
            Self::ModulusRepeatedZeros => "modulus has the same bits zero in each word",
            Self::ExponentTooSmall => "exponent is below 65537",
            Self::ExponentTooLarge => "exponent has more than 33 bits",
            Self::ExponentEven => "exponent is even",
        }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for KeyError {}
