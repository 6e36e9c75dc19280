use std::io;
use std::sync::{Arc, Mutex, OnceLock};

use cardseal_host::types::{
    Amount, CaptureSession, CreateRefund, Customer, EwalletChannel, Metadata, PhoneNumber, RefundReason,
    SessionId,
};
use cardseal_host::{CallbackKeys, Client, Credentials, Environment, Error, EwalletPayment, NewCardSession};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::samples::{confirm, order, reference, session, session_id, stored_card_payment, urls};
use crate::server::{Act, Server, raw, reply, success, vanish};

const MERCHANT_SECRET: &str = "planted-merchant-secret";
const ACCESS_TOKEN: &str = "planted.access.token.eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.c2lnbmF0dXJl";
const ENVELOPE: &str = "cGxhbnRlZGVudmVsb3BlcGxhbnRlZGVudmVsb3BlcGxhbnRlZGVudmVsb3BlcGxhbnRlZGVudmVsb3Bl";
const CVC: &str = "9173";
const PAYMENT_TOKEN: &str = "planted-payment-token";
const EMAIL: &str = "planted@shop.example";
const PHONE: &str = "81234509876";
const GIVEN_NAME: &str = "Plantedgiven";
const SURNAME: &str = "Plantedsurname";
const METADATA: &str = "planted-metadata";
const PAN: &str = "4440000112290002";
const SPACED_PAN: &str = "4440 0001 1229 0002";
const HYPHENATED_PAN: &str = "5200-0000-0000-1096";
const REDIRECT: &str = "planted-redirect-session";
const BODY: &str = "planted-in-a-body";
const COOKIE: &str = "planted-cookie";
const LOCATION: &str = "planted-location";

const PLANTED: [&str; 17] = [
    MERCHANT_SECRET,
    ACCESS_TOKEN,
    ENVELOPE,
    CVC,
    PAYMENT_TOKEN,
    EMAIL,
    PHONE,
    GIVEN_NAME,
    SURNAME,
    METADATA,
    PAN,
    SPACED_PAN,
    HYPHENATED_PAN,
    REDIRECT,
    BODY,
    COOKIE,
    LOCATION,
];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything that anything in this process says at the finest level, through `tracing` or `log`.
fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        let format =
            tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).without_time().with_ansi(false);
        format.with_writer(log.clone()).finish().init();
        log
    })
}

/// Ports, request ids and the like hold digits by chance, so a short secret counts only where it stands alone.
fn holds(text: &str, secret: &str) -> bool {
    let alone = |at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at + secret.len()..].chars().next();
        ![before, after].into_iter().flatten().any(|c| c.is_ascii_alphanumeric() || c == ':')
    };
    text.match_indices(secret).any(|(at, _)| secret.len() > 4 || alone(at))
}

fn assert_clean(what: &str, text: &str) {
    for secret in PLANTED {
        assert!(!holds(text, secret), "{what} holds {secret}: {text:.2000}");
    }
}

fn everything_about(error: &Error) -> String {
    let mut text =
        format!("{error} {error:?} {error:#?} {:?} {:?}", error.gateway_message(), error.details());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    text
}

/// A gateway that says whatever it has heard.
fn chatty(code: &str) -> String {
    let message =
        format!("card {PAN} {SPACED_PAN} cvc {CVC} of {EMAIL} +62{PHONE} {ENVELOPE} Bearer {ACCESS_TOKEN}");
    let detail = json!({"field": format!("paymentMethod.card.cvc {PAN}"), "message": format!("{CVC} / {HYPHENATED_PAN}")});
    let error =
        json!({"type": PAN, "traceId": PAN, "details": [detail, {"field": ENVELOPE, "message": message}]});
    json!({"code": code, "message": message, "error": error}).to_string()
}

fn chatty_session(status: &str) -> Value {
    let mut answer = session(status);
    answer["paymentUrl"] = json!(format!("https://3ds.example/{REDIRECT}?s={REDIRECT}"));
    answer["paymentMethod"] =
        json!({"type": "CARD", "card": {"token": PAYMENT_TOKEN, "encryptedCard": ENVELOPE, "cvc": CVC}});
    answer["customer"] = json!({"givenName": GIVEN_NAME, "surname": SURNAME, "email": EMAIL});
    answer["metadata"] = json!({"planted": METADATA});
    answer["chargeDetails"] = json!([{"id": "c1", "status": "FAILED", "failureCode": "DECLINED_BY_CHANNEL",
        "failureMessage": format!("card {SPACED_PAN} cvv {CVC} of {EMAIL}")}]);
    answer
}

fn with_cookie(status: u16, body: String) -> Option<Act> {
    let headers =
        format!("set-cookie: s={COOKIE}\r\nlocation: https://evil.example/{LOCATION}\r\nx-echo: {PAN}\r\n");
    Some(Act::Send(raw(status, &headers, body)))
}

type Answer = Box<dyn Fn() -> Option<Act> + Send + Sync>;

/// What a hostile or unlucky gateway answers to a write.
fn answers() -> Vec<(&'static str, Answer)> {
    vec![
        ("refused", Box::new(|| with_cookie(400, chatty("api_validation_error")))),
        ("refused with a strange code", Box::new(|| with_cookie(403, chatty(PAN)))),
        ("wrong state", Box::new(|| with_cookie(422, chatty("wrong_state")))),
        ("redirected", Box::new(|| with_cookie(302, chatty("moved")))),
        ("success with another code", Box::new(|| with_cookie(200, chatty("internal_error")))),
        ("not json", Box::new(|| with_cookie(200, format!("{BODY} {PAN} {ENVELOPE}")))),
        (
            "wrong type",
            Box::new(|| {
                reply(
                    200,
                    format!(
                        r#"{{"code":"00","data":{{"id":"s1","status":"PAID","createdAt":"{BODY}{PAN}"}}}}"#
                    ),
                )
            }),
        ),
        (
            "wrong amount",
            Box::new(|| {
                reply(
                    200,
                    format!(r#"{{"code":"00","data":{{"id":"s1","status":"PAID","amount":"{BODY}"}}}}"#),
                )
            }),
        ),
        (
            "wrong cvc",
            Box::new(|| {
                let card = format!(r#"{{"type":"CARD","card":{{"cvc":"{PAN}"}}}}"#);
                reply(
                    200,
                    format!(r#"{{"code":"00","data":{{"id":"s1","status":"PAID","paymentMethod":{card}}}}}"#),
                )
            }),
        ),
        ("failed", Box::new(|| with_cookie(500, chatty("internal_error")))),
        ("lost", Box::new(vanish)),
        ("cut", Box::new(|| Some(Act::Break(raw(200, "", format!("{BODY}{PAN}"))[..90].to_vec())))),
        ("action", Box::new(|| success(chatty_session("REQUIRE_ACTION")))),
        ("declined", Box::new(|| success(chatty_session("CANCELLED")))),
        (
            "unsafe redirect",
            Box::new(|| {
                let mut answer = chatty_session("REQUIRE_ACTION");
                answer["paymentUrl"] = json!(format!("javascript:{REDIRECT}"));
                success(answer)
            }),
        ),
    ]
}

fn new_card_session() -> NewCardSession {
    let mut customer = Customer::new(EMAIL);
    customer.given_name = Some(GIVEN_NAME.into());
    customer.surname = Some(SURNAME.into());
    customer.phone_number = Some(PhoneNumber { country_code: "+62".into(), number: PHONE.into() });
    let amount = cardseal_host::types::Amount::idr(10_000).unwrap();
    let metadata = Metadata::from_iter([("planted".to_owned(), METADATA.into())]);
    NewCardSession::new(reference(), amount, customer, urls(), order()).metadata(metadata)
}

/// Makes every kind of write, and a read, against a gateway that answers writes so, and tells all there is to see.
async fn texts_of(answer: Answer) -> Vec<String> {
    let server = Server::start(move |seen| match seen.line.as_str() {
        "POST /v1/access-token" => success(json!({"accessToken": ACCESS_TOKEN, "expiresIn": "900"})),
        line if line.starts_with("POST") => answer(),
        "GET /v2/payments/s2" => {
            let mut held = chatty_session("PROCESSING");
            held["id"] = json!("s2");
            success(held)
        }
        _ => reply(500, chatty("internal_error")),
    })
    .await;
    let credentials = Credentials::new("merchant-1", MERCHANT_SECRET);
    let environment = Environment::custom(&server.url()).unwrap();
    let builder = Client::builder(environment, credentials.clone());
    let client = builder.clone().build().unwrap();
    let (new, stored, card) =
        (new_card_session(), stored_card_payment(PAYMENT_TOKEN, CVC), confirm(ENVELOPE));
    let mut texts = vec![format!("{credentials:?} {builder:?} {client:?} {new:?} {stored:?} {card:?}")];
    let id = session_id();
    let (new, stored, confirmed, read) = tokio::join!(
        client.create_card_session(new),
        client.pay_with_stored_card(stored),
        client.confirm_session(&id, card),
        client.retrieve_session(&id),
    );
    texts.extend([new, stored, confirmed, read].map(|result| match result {
        Ok(payment) => format!("{payment:?} {:?} {payment:#?}", payment.outcome),
        Err(error) => everything_about(&error),
    }));
    texts.extend(texts_after(&client).await);
    texts
}

/// The writes that follow a payment. What they answer is an object of the gateway, so only their errors are told.
async fn texts_after(client: &Client) -> [String; 3] {
    let amount = Amount::idr(4_000).unwrap();
    let held = SessionId::parse("s2").unwrap();
    let mut refund = CreateRefund::partial(reference(), held.clone(), amount.clone(), RefundReason::Others);
    refund.metadata = Some(Metadata::from_iter([("planted".to_owned(), METADATA.into())]));
    let wallet = EwalletPayment::new(
        reference(),
        amount.clone(),
        EwalletChannel::Ovo,
        Customer::new(EMAIL),
        urls(),
        order(),
    );
    let wallet = wallet.mobile_number(PHONE).unwrap();
    let shown = format!("{wallet:?}");
    let (captured, refunded, opened) = tokio::join!(
        client.capture(&held, CaptureSession::part(amount)),
        client.create_refund(refund),
        client.create_ewallet_session(wallet),
    );
    let told = |error: Option<Error>| error.as_ref().map(everything_about).unwrap_or_default();
    let opened = match opened {
        Ok(payment) => format!("{shown} {payment:?}"),
        Err(error) => format!("{shown} {}", everything_about(&error)),
    };
    [told(captured.err()), told(refunded.err()), opened]
}

#[tokio::test]
async fn no_secret_reaches_a_log_an_error_or_a_debug_output() {
    let log = log();
    let mut gateways = JoinSet::new();
    for (what, answer) in answers() {
        gateways.spawn(async move { (what, texts_of(answer).await) });
    }
    for (what, texts) in gateways.join_all().await {
        assert_eq!(texts.len(), 8);
        texts.iter().for_each(|text| assert_clean(what, text));
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for source in ["gateway_call", "reqwest", "hyper_util", "request_id="] {
        assert!(log.contains(source), "the log is captured from {source}");
    }
    assert_clean("the log", &log);
}

#[test]
fn a_callback_shows_neither_its_key_nor_its_body() {
    let keys = CallbackKeys::new(MERCHANT_SECRET.into()).unwrap();
    let keys = keys.with_previous(PAYMENT_TOKEN.into()).unwrap();
    let refusal = keys.verify([BODY]).unwrap_err();
    let take = |body: &str| keys.verify([PAYMENT_TOKEN]).unwrap().parse(body.as_bytes());
    let body = json!({"event": "PAYMENT.CANCELLED", "data": chatty_session("CANCELLED")}).to_string();
    let taken = take(&body).unwrap();
    let mut errors = vec![format!("{refusal} {refusal:?}")];
    for data in [json!({"id": BODY, "status": 7}), json!({"id": PAN}), json!(ENVELOPE), json!([EMAIL])] {
        let error = take(&json!({"event": "PAYMENT.PAID", "data": data}).to_string()).unwrap_err();
        errors.push(format!("{error} {error:?}"));
    }
    let other = take(&json!({"event": "PAYOUT.DONE", "data": BODY}).to_string()).unwrap();
    assert_clean("a callback", &format!("{keys:?} {taken:?} {taken:#?} {:?} {other:?}", taken.dedupe_key()));
    assert_clean("a callback's error", &errors.concat());
}

#[tokio::test]
async fn a_token_that_cannot_be_read_is_not_quoted() {
    log();
    for body in [
        format!(r#"{{"code":"00","data":{{"accessToken":"{ACCESS_TOKEN}\n","expiresIn":"900"}}}}"#),
        format!(r#"{{"code":"00","data":{{"accessToken":"{ACCESS_TOKEN}","expiresIn":"{ACCESS_TOKEN}"}}}}"#),
        format!(r#"{{"code":"00","data":"{ACCESS_TOKEN}"}}"#),
        format!(r#"{{"code":"{ACCESS_TOKEN}","data":null}}"#),
    ] {
        let answer = body.clone();
        let server = Server::start(move |_| reply(200, &answer)).await;
        let error = server.client().retrieve_session(&session_id()).await.unwrap_err();
        assert_clean("an error", &everything_about(&error));
    }
}
