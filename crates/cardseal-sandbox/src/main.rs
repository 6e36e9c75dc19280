//! The simulated gateway as a program.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cardseal_sandbox::{Config, Error, Merchant, Running, Sandbox};
use clap::Parser;
use secrecy::{ExposeSecret as _, SecretString};

/// The payment gateway, simulated. Takes published test cards only; keep it away from the internet.
#[derive(Debug, Parser)]
#[command(version)]
struct Flags {
    /// Port on 127.0.0.1; 0 takes any free one.
    #[arg(long, env = "CARDSEAL_SANDBOX_PORT", default_value_t = 8081)]
    port: u16,
    /// Directory of the database.
    #[arg(long, env = "CARDSEAL_SANDBOX_DATA_DIR", default_value = "sandbox-data")]
    data_dir: PathBuf,
    /// Address that shoppers reach the sandbox at, if it is not http://127.0.0.1:PORT.
    #[arg(long, env = "CARDSEAL_SANDBOX_PUBLIC_URL")]
    public_url: Option<String>,
    /// Merchant that may call.
    #[arg(long, env = "CARDSEAL_SANDBOX_MERCHANT_ID", default_value = "sandbox-merchant")]
    merchant_id: String,
    /// The merchant's secret. Without one, one is made up and left in merchant-secret in the data directory.
    #[arg(long, env = "CARDSEAL_SANDBOX_MERCHANT_SECRET", hide_env_values = true)]
    merchant_secret: Option<SecretString>,
    /// Name that shoppers see.
    #[arg(long, env = "CARDSEAL_SANDBOX_MERCHANT_NAME", default_value = "Sandbox Merchant")]
    merchant_name: String,
    /// Where the merchant's callbacks are posted: https, or http on this machine. Without it none are sent.
    #[arg(long, env = "CARDSEAL_SANDBOX_CALLBACK_URL")]
    callback_url: Option<String>,
    /// What callbacks carry in X-API-Key; needed with a callback address.
    #[arg(long, env = "CARDSEAL_SANDBOX_CALLBACK_KEY", hide_env_values = true)]
    callback_key: Option<SecretString>,
    /// Key pairs that are made ahead.
    #[arg(long, env = "CARDSEAL_SANDBOX_KEY_POOL", default_value_t = 16)]
    key_pool: usize,
    /// Take card numbers beyond the published test cards. Dangerous where real people type.
    #[arg(long, env = "CARDSEAL_SANDBOX_ACCEPT_UNLISTED_CARDS")]
    accept_unlisted_cards: bool,
    /// Directory of the built npm package cardseal, which draws the card form of the hosted payment page.
    #[arg(long, env = "CARDSEAL_SANDBOX_PACKAGE_DIR")]
    package_dir: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,cardseal_sandbox=info")),
        )
        .with_writer(std::io::stderr)
        .init();
    match run(Flags::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let cause =
                std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
            tracing::error!("{error}{cause}");
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: Flags) -> Result<(), Error> {
    let secret = match flags.merchant_secret {
        Some(secret) => secret,
        None => kept_secret(&flags.data_dir)?,
    };
    let mut config = Config::new(flags.data_dir);
    config.port = flags.port;
    config.public_url = flags.public_url;
    config.key_pool = flags.key_pool;
    config.accept_unlisted_cards = flags.accept_unlisted_cards;
    config.package_dir = flags.package_dir;
    // EXPOSE: handed on to the configuration, which keeps it as a secret.
    let mut merchant = Merchant::new(flags.merchant_id, secret.expose_secret(), flags.merchant_name);
    merchant.callback_url = flags.callback_url;
    merchant.callback_key = flags.callback_key;
    config.merchants = vec![merchant];
    let signals = StopSignals::listen().map_err(Error::Server)?;
    let mut running = Sandbox::start(config).await?;
    tracing::info!("console at {}/console", running.base_url());
    announce(&running);
    let ended = tokio::select! {
        () = signals.arrive() => Ok(()),
        ended = running.broken() => ended,
    };
    running.shutdown().await?;
    ended
}

/// The one line that tells whoever started us that calls are taken now.
fn announce(running: &Running) {
    let mut out = std::io::stdout().lock();
    // Nobody may be listening, which is no reason to stop.
    let _ = writeln!(out, "cardseal-sandbox listening on {}", running.base_url()).and_then(|()| out.flush());
}

/// A secret that was made up before, or now.
fn kept_secret(data_dir: &Path) -> Result<SecretString, Error> {
    let path = data_dir.join("merchant-secret");
    if let Ok(secret) = std::fs::read_to_string(&path) {
        return Ok(SecretString::from(secret.trim().to_owned()));
    }
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|error| Error::DataDir(std::io::Error::other(error)))?;
    let secret = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    std::fs::create_dir_all(data_dir).and_then(|()| write_private(&path, &secret)).map_err(Error::DataDir)?;
    tracing::info!(path = %path.display(), "merchant secret set");
    Ok(SecretString::from(secret))
}

#[cfg(unix)]
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(not(unix))]
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::write(path, text)
}

/// Ctrl-C, or the signal that process managers send. Listened for before anybody is told that we are ready.
struct StopSignals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl StopSignals {
    #[cfg(unix)]
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(not(unix))]
    fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn arrive(mut self) {
        tokio::select! { _ = self.terminate.recv() => {}, _ = self.interrupt.recv() => {} }
    }

    #[cfg(not(unix))]
    async fn arrive(self) {
        // Without a way to be asked, it runs until it is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
