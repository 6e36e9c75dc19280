//! Seals random cards for one key and says what is inside, for other implementations to open.
//!
//! ```text
//! seal_random BASE64_SPKI COUNT
//! ```
//!
//! Each line of output is `{"encryptedCard": …, "plaintext": {…}}`. The numbers are random digits under a prefix of no
//! international network, and the names hold characters of one to four bytes of UTF-8.

use std::{
    error::Error,
    io::{self, Write},
};

use cardseal_card::{
    Card, CardholderName, Context, Cvc, EntropyError, ExpiryDate, JsonObject, Pan, PublicKey, luhn, seal,
};
use serde_json::{Value, json};

const LETTERS: [char; 16] =
    ['a', 'Z', '\'', '"', '\\', 'é', 'ß', 'Ж', '¿', '山', '田', 'ก', '€', '😀', '𝒜', '𠀀'];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let key =
        PublicKey::parse(&arguments.next().ok_or("the first argument is the key, as base64 of its SPKI")?)?;
    let count: usize = arguments.next().ok_or("the second argument is how many cards to seal")?.parse()?;
    let mut out = io::stdout().lock();
    for _ in 0..count {
        writeln!(out, "{}", line(&key)?)?;
    }
    Ok(())
}

/// One random card, sealed, and in clear beside it.
fn line(key: &PublicKey) -> Result<Value, Box<dyn Error>> {
    let number = number(13 + below(7)?)?;
    let month = 1 + below(12)?;
    let year = 27 + below(40)?;
    let cvc = digits(3 + below(2)?)?;
    let name: String = (0..=below(40)?)
        .map(|_| Ok(LETTERS.get(below(LETTERS.len())?).copied().unwrap_or('a')))
        .collect::<Result<_, EntropyError>>()?;
    let device = json!({ "userAgent": format!("Mozilla/5.0 {}", digits(below(60)?)?), "country": "ID" });
    let device_text = device.to_string();

    let pan = Pan::parse(number.as_bytes())?;
    let expiry = ExpiryDate::parse(format!("{month:02}").as_bytes(), format!("{year:02}").as_bytes())?;
    let code = Cvc::parse(cvc.as_bytes())?;
    let holder = CardholderName::parse(&name)?;
    let context = Context { device_informations: JsonObject::parse(&device_text)?, ..Context::default() };
    let envelope = seal(key, &Card::new(&pan, &expiry, Some(&code), &holder)?, &context, &mut fill)?;
    Ok(json!({
        "encryptedCard": envelope.as_str(),
        "plaintext": {
            "card": {
                "number": number,
                "expiryMonth": format!("{month:02}"),
                "expiryYear": format!("{year:02}"),
                "cvc": cvc,
                "nameOnCard": name,
            },
            "deviceInformations": device,
            "metadata": {},
        },
    }))
}

/// A number of no international network: ISO/IEC 7812-1 leaves those that start with 9 to national bodies.
fn number(len: usize) -> Result<String, Box<dyn Error>> {
    let body = format!("99{}", digits(len - 3)?);
    let check = ('0'..='9').find(|check| luhn::is_valid(format!("{body}{check}").as_bytes()));
    Ok(format!("{body}{}", check.ok_or("no check digit")?))
}

fn digits(len: usize) -> Result<String, EntropyError> {
    (0..len)
        .map(|_| Ok(char::from_digit(u32::try_from(below(10)?).unwrap_or(0), 10).unwrap_or('0')))
        .collect()
}

/// A random number below a small limit, evenly enough for a test.
fn below(limit: usize) -> Result<usize, EntropyError> {
    let mut bytes = [0; 4];
    fill(&mut bytes)?;
    Ok(usize::try_from(u32::from_le_bytes(bytes)).unwrap_or(0) % limit)
}

fn fill(bytes: &mut [u8]) -> Result<(), EntropyError> {
    getrandom::fill(bytes).map_err(|_| EntropyError)
}
