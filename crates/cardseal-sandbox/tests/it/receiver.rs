//! A merchant's callback address, which answers as it is told to.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use cardseal_sandbox::{Config, Merchant};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};

use crate::support::{Gateway, config};

pub(crate) const KEY: &str = "callback-key-of-merchant-one";

/// What came.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) json: Value,
    /// What it was answered with.
    pub(crate) answer: u16,
}

impl Delivery {
    /// Event, session and status that it tells of.
    pub(crate) fn told(&self) -> (&str, &str, &str) {
        let (event, data) = (&self.json["event"], &self.json["data"]);
        (event.as_str().unwrap(), data["id"].as_str().unwrap(), data["status"].as_str().unwrap())
    }
}

#[derive(Clone)]
struct Inner {
    came: mpsc::UnboundedSender<Delivery>,
    answers: Arc<Mutex<VecDeque<u16>>>,
    default: Arc<Mutex<u16>>,
    gates: Arc<Mutex<HashMap<String, Arc<Semaphore>>>>,
}

pub(crate) struct Receiver {
    pub(crate) url: String,
    came: mpsc::UnboundedReceiver<Delivery>,
    inner: Inner,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/callbacks", listener.local_addr().unwrap());
        let (sender, came) = mpsc::unbounded_channel();
        let inner = Inner {
            came: sender,
            answers: Arc::default(),
            default: Arc::new(Mutex::new(200)),
            gates: Arc::default(),
        };
        let router = Router::new().fallback(take).with_state(inner.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, came, inner, server }
    }

    /// Statuses of the next answers; then [`Self::answer_always`]'s, at first 200.
    pub(crate) fn answer(&self, statuses: impl IntoIterator<Item = u16>) {
        self.inner.answers.lock().unwrap().extend(statuses);
    }

    pub(crate) fn answer_always(&self, status: u16) {
        *self.inner.default.lock().unwrap() = status;
    }

    /// Lets callbacks of a session wait for their answer until the gate has a permit for each.
    pub(crate) fn hold(&self, session: &str) -> Arc<Semaphore> {
        let gate = Arc::new(Semaphore::new(0));
        self.inner.gates.lock().unwrap().insert(session.to_owned(), Arc::clone(&gate));
        gate
    }

    pub(crate) async fn next(&mut self) -> Delivery {
        let next = tokio::time::timeout(PATIENCE, self.came.recv());
        next.await.expect("a callback comes").unwrap()
    }

    /// Whether nothing has come that was not looked at.
    pub(crate) fn is_idle(&self) -> bool {
        self.came.is_empty()
    }

    /// A configuration that sends callbacks of the first merchant here.
    pub(crate) fn config(&self, dir: &std::path::Path) -> Config {
        let mut config = config(dir);
        config.merchants[0] =
            Merchant::new("merchant-one", "secret-one", "Shop").with_callbacks(&self.url, KEY);
        config
    }
}

/// Long enough for any machine: only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

async fn take(State(inner): State<Inner>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap_or_default();
    let session = json["data"]["id"].as_str().unwrap_or_default().to_owned();
    let (method, path) = (parts.method, parts.uri.path().to_owned());
    let next = inner.answers.lock().unwrap().pop_front();
    let answer = next.unwrap_or(*inner.default.lock().unwrap());
    inner.came.send(Delivery { method, path, headers: parts.headers, text, json, answer }).unwrap();
    let gate = inner.gates.lock().unwrap().get(&session).cloned();
    if let Some(gate) = gate {
        gate.acquire().await.unwrap().forget();
    }
    (StatusCode::from_u16(answer).unwrap(), [("Location", "/elsewhere")]).into_response()
}

impl Gateway {
    /// All callbacks, newest first.
    pub(crate) async fn callbacks(&self) -> Vec<Value> {
        let list = self.send(self.http.get(self.url("/control/callbacks?perPage=100"))).await;
        assert_eq!(list.status, 200, "{}", list.text);
        list.json["callbacks"].as_array().unwrap().clone()
    }

    /// All callbacks, newest first, once they are as they should be.
    pub(crate) async fn callbacks_until(&self, hold: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let wait = async {
            loop {
                let callbacks = self.callbacks().await;
                if hold(&callbacks) {
                    return callbacks;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        match tokio::time::timeout(PATIENCE, wait).await {
            Ok(callbacks) => callbacks,
            Err(_) => panic!("the callbacks stayed {:#?}", self.callbacks().await),
        }
    }

    /// The newest callback once it has had so many attempts.
    pub(crate) async fn attempted(&self, times: usize) -> Value {
        let callbacks = self.callbacks_until(|all| attempts(&all[0]).len() >= times).await;
        assert_eq!(attempts(&callbacks[0]).len(), times, "{:#?}", callbacks[0]);
        callbacks[0].clone()
    }

    pub(crate) async fn resend(&self, id: &Value) -> crate::support::Answer {
        let url = self.url(&format!("/control/callbacks/{}/resend", id.as_str().unwrap()));
        self.send(self.http.post(url).json(&serde_json::json!({}))).await
    }

    /// A session that is cancelled at once: one callback and no more.
    pub(crate) async fn cancelled(&self) -> Value {
        let session = self.create(|_| ()).await;
        let path = format!("/v2/payments/{}/cancel", crate::support::id(&session));
        let reason = serde_json::json!({"cancellationReason": "VOID_SESSION"});
        self.post(&path, &reason).await.data().clone()
    }
}

pub(crate) fn attempts(callback: &Value) -> &Vec<Value> {
    callback["attempts"].as_array().unwrap()
}
