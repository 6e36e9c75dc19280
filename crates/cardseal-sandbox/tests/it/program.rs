//! The program: its one line, its stop, and its death.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::support::{Answer, confirm_body, request_id, sealed, session_body};

/// A running program that dies with its test.
pub(crate) struct Program {
    pub(crate) child: Child,
    pub(crate) url: String,
}

impl Program {
    fn start(dir: &Path) -> Self {
        Self::start_with(dir, &[])
    }

    pub(crate) fn start_with(dir: &Path, environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cardseal-sandbox"))
            .args([
                "--port",
                "0",
                "--merchant-id",
                "m",
                "--merchant-secret",
                "s",
                "--key-pool",
                "4",
                "--data-dir",
            ])
            .arg(dir)
            .env("RUST_LOG", "off")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.strip_prefix("cardseal-sandbox listening on ").unwrap().trim_end().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        Self { child, url }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A merchant who may be answered, or may find the line dead.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) http: reqwest::Client,
    url: String,
    token: String,
}

impl Caller {
    pub(crate) async fn log_in(url: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = http.post(format!("{url}/v1/access-token"));
        let answer =
            request.header("X-MERCHANT-ID", "m").header("X-MERCHANT-SECRET", "s").send().await.unwrap();
        let json: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        Self { http, url: url.to_owned(), token: json["data"]["accessToken"].as_str().unwrap().to_owned() }
    }

    pub(crate) async fn call(&self, request: reqwest::RequestBuilder) -> Option<Answer> {
        let response = request.bearer_auth(&self.token).send().await.ok()?;
        let (status, text) = (response.status().as_u16(), response.text().await.ok()?);
        Some(Answer { status, json: serde_json::from_str(&text).unwrap(), text })
    }

    async fn post(&self, path: &str, body: &Value) -> Option<Answer> {
        let request = self.http.post(format!("{}{path}", self.url)).header("X-REQUEST-ID", request_id());
        self.call(request.json(body)).await
    }

    /// Pays until the line is dead; gives the last acknowledged status of each session.
    pub(crate) async fn pay_until_dead(self, count: Arc<Semaphore>) -> HashMap<String, String> {
        let mut acknowledged = HashMap::new();
        loop {
            let mut body = session_body();
            body["clientReferenceId"] = json!(request_id());
            let Some(created) = self.post("/v2/payments", &body).await else { return acknowledged };
            let id = created.data()["id"].as_str().unwrap().to_owned();
            acknowledged.insert(id.clone(), "REQUIRE_CONFIRMATION".to_owned());
            let envelope = sealed(created.data()["encryptionKey"].as_str().unwrap(), "4440000112200001");
            let path = format!("/v2/payments/{id}/confirm");
            let Some(paid) = self.post(&path, &confirm_body(&envelope)).await else { return acknowledged };
            acknowledged.insert(id, paid.data()["status"].as_str().unwrap().to_owned());
            count.add_permits(1);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_program_loses_nothing_it_acknowledged() {
    const ROUNDS: u32 = 6;
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = HashMap::new();
    for round in 0..ROUNDS {
        let mut program = Program::start(dir.path());
        let caller = Caller::log_in(&program.url).await;
        let paid = Arc::new(Semaphore::new(0));
        let payers: Vec<_> =
            (0..4).map(|_| tokio::spawn(caller.clone().pay_until_dead(Arc::clone(&paid)))).collect();
        // Killed (SIGKILL) in the middle, once a few have surely been paid.
        paid.acquire_many(2 + round).await.unwrap().forget();
        program.child.kill().unwrap();
        program.child.wait().unwrap();
        for payer in payers {
            acknowledged.extend(payer.await.unwrap());
        }
    }
    assert!(acknowledged.values().filter(|status| *status == "PAID").count() >= 12);

    let program = Program::start(dir.path());
    let caller = Caller::log_in(&program.url).await;
    for (id, status) in &acknowledged {
        let request = caller.http.get(format!("{}/v2/payments/{id}", program.url));
        let session = caller.call(request).await.unwrap().data().clone();
        let charges = session["chargeDetails"].as_array().map_or(0, Vec::len);
        match session["status"].as_str().unwrap() {
            // A confirm call whose answer was lost may have been carried out, but never half.
            "PAID" => assert_eq!((charges, &session["chargeDetails"][0]["status"]), (1, &json!("SUCCESS"))),
            open => assert_eq!(
                (open, status.as_str(), charges),
                ("REQUIRE_CONFIRMATION", "REQUIRE_CONFIRMATION", 0)
            ),
        }
        let customer = session["customerId"].as_str().unwrap();
        let request = caller.http.get(format!("{}/v1/customers/{customer}", program.url));
        let customer = caller.call(request).await.unwrap().data().clone();
        let tokens = customer["storedPaymentMethods"].as_array().map_or(0, Vec::len);
        assert_eq!(
            tokens,
            usize::from(session["status"] == "PAID"),
            "a token without a payment, or the other way round"
        );
    }
}

#[cfg(unix)]
#[test]
fn asked_to_stop_it_stops_well() {
    let dir = tempfile::tempdir().unwrap();
    let mut program = Program::start(dir.path());
    let pid = program.child.id().to_string();
    // The shell's own `kill`: a minimal Debian has no such program.
    assert!(Command::new("sh").args(["-c", "kill -TERM \"$0\"", &pid]).status().unwrap().success());
    assert!(program.child.wait().unwrap().success());
}

#[test]
fn it_says_why_it_does_not_start() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "not a directory").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_cardseal-sandbox"))
        .args(["--port", "0", "--merchant-secret", "s", "--data-dir"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("data directory cannot be used"));
}

#[cfg(unix)]
#[test]
fn a_secret_that_was_made_up_is_kept_privately_and_not_printed() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_cardseal-sandbox"))
        .args(["--port", "0", "--data-dir"])
        .arg(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    let log = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
    let path = dir.path().join("merchant-secret");
    let secret = std::fs::read_to_string(&path).unwrap();
    assert_eq!(secret.len(), 48);
    assert!(log.contains("merchant secret set") && !log.contains(&secret) && !line.contains(&secret));
    assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn it_serves_the_package_that_it_is_given() {
    let (dir, package) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(package.path().join("index.js"), "export {};").unwrap();
    let path = package.path().to_str().unwrap();
    let program = Program::start_with(dir.path(), &[("CARDSEAL_SANDBOX_PACKAGE_DIR", path)]);
    let url = format!("{}/assets/cardseal/index.js", program.url);
    let file = reqwest::Client::builder().no_proxy().build().unwrap().get(url).send().await.unwrap();
    assert_eq!((file.status().as_u16(), file.text().await.unwrap()), (200, "export {};".to_owned()));
}
