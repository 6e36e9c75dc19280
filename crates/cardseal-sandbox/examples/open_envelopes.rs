//! Opens envelopes that other programs made, for interoperability tests with throw-away keys and random cards.
//!
//! Reads lines `{"privateKey": "<base64 of PKCS#8>", "encryptedCard": "…"}` on stdin and answers each with a line on
//! stdout: `{"plaintext": "…"}`, or `{"refused": true}`.

use std::error::Error;
use std::io::{self, BufRead as _, Write as _};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cardseal_sandbox::envelope::{PrivateKey, open};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    private_key: String,
    encrypted_card: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut stdout = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        writeln!(stdout, "{}", answer(&line?)?)?;
    }
    Ok(())
}

fn answer(line: &str) -> Result<Value, Box<dyn Error>> {
    let request: Request = serde_json::from_str(line)?;
    let key = PrivateKey::from_pkcs8(&BASE64_STANDARD.decode(request.private_key)?)?;
    match open(&key, &request.encrypted_card) {
        Ok(opened) => Ok(json!({ "plaintext": std::str::from_utf8(opened.expose_plaintext())? })),
        Err(_) => Ok(json!({ "refused": true })),
    }
}
