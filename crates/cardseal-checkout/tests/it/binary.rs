use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use cardseal_sandbox::{Config, Sandbox};
use secrecy::ExposeSecret;

use crate::harness::client;

const CATALOG: &str =
    r#"{"currency":"IDR","items":[{"sku":"tea","name":"Tea","type":"PHYSICAL","price":"1"}]}"#;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cardseal-checkout"));
    command.env_clear().stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Asks a process to stop, as a service manager does.
fn terminate(child: &Child) {
    let pid = child.id().to_string();
    // The shell's own `kill`: a minimal Debian has no such program.
    assert!(Command::new("sh").args(["-c", "kill -TERM \"$0\"", &pid]).status().unwrap().success());
}

#[tokio::test]
async fn the_program_says_where_it_listens_serves_and_stops_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(Config::new(dir.path().join("gateway"))).await.unwrap();
    let catalog = dir.path().join("catalog.json");
    std::fs::write(&catalog, CATALOG).unwrap();
    let merchant = sandbox.credentials();
    let mut command = program();
    command
        .args(["--port", "0", "--gateway", sandbox.base_url(), "--merchant-id", &merchant.merchant_id])
        .arg("--data-dir")
        .arg(dir.path().join("data"))
        .arg("--catalog")
        .arg(&catalog)
        .env("CARDSEAL_PUBLIC_URL", "https://shop.example")
        .env("CARDSEAL_MERCHANT_SECRET", merchant.merchant_secret.expose_secret());
    let mut child = command.spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let url = line.strip_prefix("cardseal-checkout listening on ").unwrap().trim_end().to_owned();
    let answer = client().get(format!("{url}/api/catalog")).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        cookie.starts_with("__Host-cardseal_shopper=") && cookie.ends_with("; Secure"),
        "the shop is https"
    );
    terminate(&child);
    assert!(child.wait().unwrap().success());
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "there is one line on standard output");
}

#[tokio::test]
async fn callback_keys_come_from_options_or_from_the_environment() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = dir.path().join("catalog.json");
    std::fs::write(&catalog, CATALOG).unwrap();
    for (arguments, variable) in [
        (&["--callback-key", "new-key", "--callback-key", "old-key"][..], None),
        (&[], Some("new-key,old-key")),
    ] {
        let mut command = program();
        command.args(["--gateway", "http://127.0.0.1:9", "--merchant-id", "m"]).args(arguments);
        command.arg("--data-dir").arg(dir.path()).arg("--catalog").arg(&catalog);
        command
            .env("CARDSEAL_MERCHANT_SECRET", "s")
            .envs(variable.map(|keys| ("CARDSEAL_CALLBACK_KEYS", keys)));
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.strip_prefix("cardseal-checkout listening on ").unwrap().trim_end();
        let mut statuses = Vec::new();
        for key in ["new-key", "old-key", "new-key,old-key"] {
            let request = client().post(format!("{url}/callbacks/payments")).header("x-api-key", key);
            let answer = request.body(r#"{"event":"PAYOUT.SUCCESS","data":{}}"#).send().await.unwrap();
            statuses.push(answer.status().as_u16());
        }
        terminate(&child);
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(statuses, [200, 200, 401]);
        assert!(output.status.success() && !stderr.contains("-key"), "{stderr}");
    }
}

#[test]
fn wrong_callback_keys_are_told_without_them() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = dir.path().join("catalog.json");
    std::fs::write(&catalog, CATALOG).unwrap();
    for (keys, told) in [
        ("", "callback key is empty"),
        ("s3ntinel,s3ntinel", "given twice"),
        ("s3ntinel,", "callback key is empty"),
        ("s3nti nel", "not allowed"),
        ("s3ntinel,s3ntinel2,s3ntinel3", "more than two callback keys"),
    ] {
        let mut command = program();
        // A file is no directory, so that keys that are taken end in another error.
        command.args(["--gateway", "http://127.0.0.1:9", "--merchant-id", "m", "--data-dir"]).arg(&catalog);
        command.env("CARDSEAL_MERCHANT_SECRET", "s").env("CARDSEAL_CALLBACK_KEYS", keys);
        let output = command.arg("--catalog").arg(&catalog).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), stderr.lines().count()), (Some(1), 1), "{stderr}");
        assert!(stderr.contains(told) && !stderr.contains("s3nti"), "{stderr}");
    }
    let mut help = program();
    let help = help.arg("--help").env("CARDSEAL_CALLBACK_KEYS", "s3ntinel").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.contains("CARDSEAL_CALLBACK_KEYS") && !help.contains("s3ntinel"), "{help}");
}

#[test]
fn a_wrong_setting_is_told_in_one_line_without_the_secret() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = dir.path().join("catalog.json");
    std::fs::write(&catalog, CATALOG).unwrap();
    let missing = dir.path().join("missing.json");
    for (gateway, file, told) in [
        ("http://gateway.example", &catalog, "http to something other than"),
        ("http://127.0.0.1:1", &missing, "missing.json cannot be read"),
    ] {
        let mut command = program();
        command.args(["--gateway", gateway, "--merchant-id", "m"]).arg("--data-dir").arg(dir.path());
        let output =
            command.arg("--catalog").arg(file).env("CARDSEAL_MERCHANT_SECRET", "s3ntinel").output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), stderr.lines().count()), (Some(1), 1), "{stderr}");
        assert!(stderr.contains(told) && !stderr.contains("s3ntinel"), "{stderr}");
        assert!(output.stdout.is_empty());
    }
}
