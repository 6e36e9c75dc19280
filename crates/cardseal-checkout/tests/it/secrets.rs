use std::path::Path;

use serde_json::json;

use crate::harness::{CHALLENGE, FRICTIONLESS, Shop, logs, sealed, seen};

/// The code of the cards that the tests seal and pay with; nothing else in the tests holds these digits in quotes.
const CVC: &str = "\"731\"";

#[tokio::test]
async fn no_number_code_or_envelope_is_kept_logged_or_answered() {
    let mut shop = Shop::open().await;
    let envelope = {
        let shopper = shop.shopper();
        let answer = shopper.buy(CHALLENGE, true).await;
        let id = answer["order"]["id"].as_str().unwrap();
        shopper.authenticate(&answer, "approve").await;
        assert_eq!(shopper.status(id).await["status"], "paid");
        let token = shopper.wallet().await[0]["token"].as_str().unwrap().to_owned();

        let created = shopper.order("card").await;
        let id = created["order"]["id"].as_str().unwrap();
        let envelope = sealed(&created["sessionKey"], FRICTIONLESS);
        // Wrong in every way that may quote it, then right.
        let path = format!("/api/orders/{id}/card");
        let number = json!({"encryptedCard": CHALLENGE, "save": CHALLENGE, CHALLENGE: 1});
        shopper.post(&path, &number).await.refused(400, "invalid_json");
        shopper
            .post(&path, &json!({"encryptedCard": CHALLENGE, "save": false}))
            .await
            .refused(422, "card_refused");
        let saved = format!("/api/orders/{id}/saved");
        shopper
            .post(&saved, &json!({"token": "x", "cvc": "731", "731": 1}))
            .await
            .refused(400, "invalid_json");
        shopper
            .post(&saved, &json!({"token": CHALLENGE, "cvc": "731"}))
            .await
            .refused(404, "saved_method_not_found");
        let answer = shopper.pay_saved(id, &token, "731").await.ok();
        if answer["next"]["kind"] == "redirect" {
            shopper.authenticate(&answer, "approve").await;
        }
        assert_eq!(shopper.status(id).await["status"], "paid");

        let created = shopper.order("card").await;
        let id = created["order"]["id"].as_str().unwrap();
        let kept = sealed(&created["sessionKey"], FRICTIONLESS);
        let body = json!({"encryptedCard": kept, "save": false});
        shopper.post(&format!("/api/orders/{id}/card"), &body).await.ok();
        [envelope, kept]
    };
    shop.stop().await;
    let log = String::from_utf8_lossy(&logs().lock().unwrap()).into_owned();
    assert!(log.contains("cardseal_checkout"), "the log is there to be searched");
    let answers = seen().lock().unwrap().clone();
    let mut needles = vec![CHALLENGE.to_owned(), FRICTIONLESS.to_owned(), CVC.to_owned()];
    // The part of an envelope that no other has.
    needles.extend(envelope.iter().map(|text| text[text.len() / 2..text.len() / 2 + 64].to_owned()));
    for needle in &needles {
        assert!(!answers.contains(needle.as_str()), "answers hold {needle}");
        assert!(!log.contains(needle.as_str()), "the log holds {needle}");
        assert_eq!(holding(&shop.data_dir(), needle), Vec::<String>::new(), "{needle}");
    }
    assert!(!holding(&shop.data_dir(), "0002").is_empty(), "the search finds what is there");
}

fn holding(dir: &Path, needle: &str) -> Vec<String> {
    let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let holds = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    };
    files.filter(holds).map(|path| path.display().to_string()).collect()
}
