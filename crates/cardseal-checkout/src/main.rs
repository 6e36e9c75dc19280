//! The checkout service as a program. `cardseal-checkout --help` lists its options.

use std::convert::Infallible;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;

use cardseal_checkout::{Catalog, Checkout, Config, PublicUrl};
use cardseal_host::{CallbackKeys, Credentials, Environment, SecretString};
use clap::Parser;
use tracing_subscriber::EnvFilter;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A merchant's checkout service: orders, payments by card, stored cards.
///
/// Give the merchant secret and the callback keys by environment variable; other programs can read a command line.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, env = "CARDSEAL_PORT", default_value_t = 0)]
    port: u16,
    /// Address to listen on.
    #[arg(long, env = "CARDSEAL_ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    /// Directory of the database; made if it is missing.
    #[arg(long, env = "CARDSEAL_DATA_DIR", value_name = "DIR")]
    data_dir: PathBuf,
    /// The gateway: `production`, `sandbox`, or an address such as http://127.0.0.1:8080.
    #[arg(long, env = "CARDSEAL_GATEWAY", value_name = "URL")]
    gateway: String,
    /// The merchant's id at the gateway.
    #[arg(long, env = "CARDSEAL_MERCHANT_ID", value_name = "ID")]
    merchant_id: String,
    /// The merchant's secret at the gateway.
    #[arg(long, env = "CARDSEAL_MERCHANT_SECRET", value_name = "SECRET", hide_env_values = true)]
    merchant_secret: String,
    /// Where shoppers reach the shop, such as https://shop.example; the service's own address if absent.
    #[arg(long, env = "CARDSEAL_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// JSON file of what is sold.
    #[arg(long, env = "CARDSEAL_CATALOG", value_name = "FILE")]
    catalog: PathBuf,
    /// The gateway's callback API key; during a rotation the new one and then the old one, comma separated or by using
    /// the option twice. Without a key, /callbacks/payments answers 404.
    #[arg(
        long = "callback-key",
        env = "CARDSEAL_CALLBACK_KEYS",
        value_name = "KEY",
        hide_env_values = true,
        value_delimiter = ',',
        value_parser = secret
    )]
    callback_keys: Vec<SecretString>,
}

/// There were more than two callback keys.
#[derive(Debug, thiserror::Error)]
#[error("there are more than two callback keys")]
struct TooManyKeysError;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("CARDSEAL_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "cardseal-checkout: {}", chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), BoxError> {
    let running = Checkout::start(config(arguments)?).await?;
    writeln!(std::io::stdout(), "cardseal-checkout listening on {}", running.base_url())?;
    stop_signal().await?;
    tracing::info!("stopping");
    Ok(running.shutdown().await?)
}

fn config(arguments: Arguments) -> Result<Config, BoxError> {
    let environment = match arguments.gateway.as_str() {
        "production" => Environment::Production,
        "sandbox" => Environment::Sandbox,
        address => Environment::custom(address)?,
    };
    let credentials = Credentials::new(arguments.merchant_id, arguments.merchant_secret);
    let catalog = Catalog::read(&arguments.catalog)?;
    Ok(Config {
        public_url: arguments.public_url.as_deref().map(PublicUrl::parse).transpose()?,
        address: arguments.address,
        port: arguments.port,
        callback_keys: callback_keys(arguments.callback_keys)?,
        ..Config::new(environment, credentials, catalog, arguments.data_dir)
    })
}

fn callback_keys(keys: Vec<SecretString>) -> Result<Option<CallbackKeys>, BoxError> {
    let mut keys = keys.into_iter();
    let Some(current) = keys.next() else { return Ok(None) };
    let taken = CallbackKeys::new(current)?;
    let taken = match keys.next() {
        Some(previous) => taken.with_previous(previous)?,
        None => taken,
    };
    if keys.next().is_some() {
        return Err(TooManyKeysError.into());
    }
    Ok(Some(taken))
}

fn secret(text: &str) -> Result<SecretString, Infallible> {
    Ok(text.into())
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(unix)]
async fn stop_signal() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stop_signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
