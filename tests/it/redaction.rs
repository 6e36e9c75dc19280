//! A sentinel card number and code go through every path; they must turn up nowhere but inside the one request that
//! has to carry the code.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use cardseal_host::{ConfirmCard, Outcome};
use cardseal_types::EncryptedCard;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{SUCCESS_WITH_CHALLENGE, Stage, envelope, key_of};

/// A code that turns up nowhere else.
const CODE: &str = "908";

/// Whatever any crate logs at the most talkative level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The number as text, in groups, reversed, as digit values and in BCD.
fn forms(number: &str) -> Vec<Vec<u8>> {
    let digits: Vec<u8> = number.bytes().map(|digit| digit - b'0').collect();
    let grouped = |gap: &str| {
        number.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c)).collect::<Vec<_>>().join(gap)
    };
    vec![
        number.as_bytes().to_vec(),
        grouped(" ").into_bytes(),
        grouped("-").into_bytes(),
        number.bytes().rev().collect(),
        number.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        digits.clone(),
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect(),
    ]
}

fn assert_clean(place: &str, bytes: &[u8]) {
    for form in forms(SUCCESS_WITH_CHALLENGE) {
        assert!(!bytes.windows(form.len()).any(|window| window == form), "the card number is in {place}");
    }
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

/// Runs the story and every refusal with the sentinel, and gives all that could be seen of it from outside.
async fn seen_outside(stage: &Stage) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    let mut see = |place: &str, text: String| seen.push((place.to_owned(), text));

    let opened = stage.open("ORDER0001", "sentinel", true).await;
    see("an opened payment", format!("{opened:?} {:?}", opened.session));
    let card = envelope(&key_of(&opened), SUCCESS_WITH_CHALLENGE, CODE);
    let confirmed = stage.client.confirm_session(&opened.session.id, ConfirmCard::new(card)).await.unwrap();
    see("a confirmed payment", format!("{confirmed:?} {:?}", confirmed.session));
    see("the wire form of a session", serde_json::to_string(&confirmed.session).unwrap());
    see("the way back", stage.decide(&confirmed, "approve").await);
    let paid = stage.retrieve(&opened).await;
    assert_eq!(paid.outcome, Outcome::Paid);
    see("a paid session", serde_json::to_string(&paid.session).unwrap());

    let customer = opened.session.customer_id.clone().unwrap();
    let known = stage.client.retrieve_customer(&customer).await.unwrap();
    see("a customer", format!("{known:?} {}", serde_json::to_string(&known).unwrap()));
    let token = known.stored_payment_methods[0].token.clone();
    let again = stage.stored("ORDER0002", customer.clone(), token.clone(), CODE);
    see("a request to pay with a stored card", format!("{again:?}"));
    let again = stage.client.pay_with_stored_card(again).await.unwrap();
    see("a stored-card payment", format!("{again:?} {:?}", again.session));
    let repeated = stage.stored("ORDER0002", customer, token, CODE);
    let refusal = stage.client.pay_with_stored_card(repeated).await.unwrap_err();
    see("a refused reference", format!("{refusal} {refusal:?}"));

    let late = stage.open("ORDER0003", "sentinel", true).await;
    let card = envelope(&key_of(&opened), SUCCESS_WITH_CHALLENGE, CODE);
    let refusal = stage.client.confirm_session(&late.session.id, ConfirmCard::new(card)).await.unwrap_err();
    see("a refused envelope", format!("{refusal} {refusal:?}"));
    seen
}

#[test]
fn a_sentinel_card_is_nowhere_to_be_found() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    // The global one: the gateway's own threads have to log here as well.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let stage = Stage::set().await;
        for (place, text) in seen_outside(&stage).await {
            assert_clean(&place, text.as_bytes());
            assert!(!text.contains(&format!("\"{CODE}\"")), "the code is in {place}");
        }
        let files = files_below(stage.data.path());
        assert!(
            files.iter().any(|file| std::fs::metadata(file).unwrap().len() > 4096),
            "there is a database"
        );
        for file in &files {
            assert_clean(&file.display().to_string(), &std::fs::read(file).unwrap());
        }
        let data = stage.data;
        stage.gateway.shutdown().await.unwrap();
        for file in files_below(data.path()) {
            assert_clean(&file.display().to_string(), &std::fs::read(&file).unwrap());
        }
    });
    let log = log.0.lock().unwrap().clone();
    assert!(log.len() > 10_000, "the log was listened to");
    assert_clean("the log", &log);
    let text = String::from_utf8_lossy(&log);
    assert!(!text.contains(&format!("\"{CODE}\"")), "the code is in the log");
}

/// The control: the search does find each form of the number.
#[test]
fn the_search_finds_what_it_looks_for() {
    for form in forms(SUCCESS_WITH_CHALLENGE) {
        let haystack = [b"x".repeat(100), form, b"y".repeat(100)].concat();
        assert!(std::panic::catch_unwind(|| assert_clean("a haystack", &haystack)).is_err());
    }
    assert!(format!("{:?}", EncryptedCard::parse("QUJD").unwrap()).contains("4 characters"));
}
