//! A scripted HTTP/1.1 server at the level of bytes: it does to a client what no framework's server would.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use cardseal_host::{Client, ClientBuilder, Credentials, Environment};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Method and path with query, such as `GET /v2/payments/s1`.
    pub(crate) line: String,
    /// Names in lower case.
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
    /// How many requests with the same line came before.
    pub(crate) nth: usize,
}

/// What the server does once it has read a request.
pub(crate) enum Act {
    /// Sends these bytes and keeps the connection.
    Send(Vec<u8>),
    /// Sends these bytes, which may be none, and closes the connection.
    Break(Vec<u8>),
    /// Never answers.
    Hang,
}

pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

type Script = dyn Fn(&Seen) -> Option<Act> + Send + Sync;

impl Server {
    /// Answers as `script` says. Where it says `None`, a token is granted, and all else is a 501.
    pub(crate) async fn start(script: impl Fn(&Seen) -> Option<Act> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, connections) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let script: Arc<Script> = Arc::new(script);
        let (log, count) = (Arc::clone(&seen), Arc::clone(&connections));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, Arc::clone(&log), Arc::clone(&script)));
            }
        });
        Self { address, seen, connections, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        let environment = Environment::custom(&self.url()).unwrap();
        Client::builder(environment, Credentials::new("merchant-1", "merchant-secret-1"))
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// The request lines in the order they came, access tokens left out.
    pub(crate) fn lines(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        seen.iter().map(|seen| seen.line.clone()).filter(|line| !line.contains("/v1/access-token")).collect()
    }

    /// All requests whose line begins so.
    pub(crate) fn requests(&self, line: &str) -> Vec<Seen> {
        self.seen.lock().unwrap().iter().filter(|seen| seen.line.starts_with(line)).cloned().collect()
    }

    pub(crate) fn tokens_granted(&self) -> usize {
        self.requests("POST /v1/access-token").len()
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Server {
    /// Lets no one in any more; returns once the port is closed.
    pub(crate) async fn stop(mut self) {
        self.task.abort();
        let _cancelled = (&mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An answer with this status and body.
pub(crate) fn reply(status: u16, body: impl AsRef<[u8]>) -> Option<Act> {
    Some(Act::Send(raw(status, "", body)))
}

/// An answer with more header lines, each ended by CRLF.
pub(crate) fn raw(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

pub(crate) fn success(data: Value) -> Option<Act> {
    reply(200, json!({"code": "00", "message": "Success", "data": data}).to_string())
}

pub(crate) fn refusal(status: u16, code: &str) -> Option<Act> {
    let error = json!({"type": "API_ERROR", "traceId": "trace-1"});
    reply(status, json!({"code": code, "message": "no", "error": error}).to_string())
}

/// Reads the request and closes the connection without a word.
pub(crate) fn vanish() -> Option<Act> {
    Some(Act::Break(Vec::new()))
}

/// The answer to an access-token call, which tells its tokens apart.
pub(crate) fn grant(nth: usize, expires_in: &str) -> Option<Act> {
    success(json!({"accessToken": format!("token-{nth}"), "expiresIn": expires_in, "tokenType": "Bearer"}))
}

async fn serve(mut stream: TcpStream, log: Arc<Mutex<Vec<Seen>>>, script: Arc<Script>) {
    while let Some(mut seen) = read(&mut stream).await {
        {
            let mut log = log.lock().unwrap();
            seen.nth = log.iter().filter(|earlier| earlier.line == seen.line).count();
            log.push(seen.clone());
        }
        let act = script(&seen).or_else(|| match seen.line.as_str() {
            "POST /v1/access-token" => grant(seen.nth, "900"),
            _ => refusal(501, "not_scripted"),
        });
        match act {
            Some(Act::Send(bytes)) if stream.write_all(&bytes).await.is_ok() => {}
            Some(Act::Break(bytes)) => {
                let _gone = stream.write_all(&bytes).await;
                return;
            }
            Some(Act::Hang) => std::future::pending().await,
            _ => return,
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let head_len = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes.drain(..head_len).collect()).ok()?;
    let mut lines = head.trim_end().split("\r\n");
    let line = lines.next()?.strip_suffix(" HTTP/1.1")?.to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let body_len: usize = headers.get("content-length").map_or(0, |len| len.parse().unwrap());
    while bytes.len() < body_len {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Seen { line, headers, body: bytes, nth: 0 })
}
