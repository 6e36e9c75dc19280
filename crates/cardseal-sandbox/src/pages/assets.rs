//! Files that pages load: their own, and those of the npm package that encrypts cards.

use std::path::{Component, Path as FilePath, PathBuf};

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;

/// What a page may load, by the end of its name.
const TYPES: [(&str, &str); 2] = [("js", "text/javascript; charset=utf-8"), ("wasm", "application/wasm")];

/// No file of the package is larger, nor are there larger ones to be read by mistake.
const MAX_LEN: u64 = 8 * 1024 * 1024;

/// `GET /assets/pages.css`.
pub(super) async fn style() -> Response {
    answer("text/css; charset=utf-8", concat!(include_str!("pages.css"), include_str!("pay.css")))
}

/// `GET /assets/pay.js`.
pub(super) async fn script() -> Response {
    answer("text/javascript; charset=utf-8", include_str!("pay.js"))
}

/// `GET /assets/cardseal/{*path}`: the package's scripts and its module, and nothing beside them.
pub(super) async fn package(State(app): State<App>, path: Result<Path<String>, PathRejection>) -> Response {
    let wanted = path.ok().zip(app.package_dir.clone());
    let Some((Path(path), dir)) = wanted else { return StatusCode::NOT_FOUND.into_response() };
    match tokio::task::spawn_blocking(move || read(&dir, &path)).await {
        Ok(Some((media_type, bytes))) => answer(media_type, bytes),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn read(dir: &FilePath, path: &str) -> Option<(&'static str, Vec<u8>)> {
    let media_type =
        TYPES.iter().find(|(end, _)| path.rsplit_once('.').is_some_and(|(_, own)| own == *end))?.1;
    let file = within(dir, path)?;
    let meta = std::fs::metadata(&file).ok()?;
    if !meta.is_file() || meta.len() > MAX_LEN {
        return None;
    }
    Some((media_type, std::fs::read(file).ok()?))
}

/// The file of a relative path of plain names. Links that lead out of the directory lead nowhere.
fn within(dir: &FilePath, path: &str) -> Option<PathBuf> {
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(name) if name.to_str().is_some_and(|name| !name.starts_with('.')));
    if path.contains(['\\', ':', '\0']) || !FilePath::new(path).components().all(is_plain) {
        return None;
    }
    let root = dir.canonicalize().ok()?;
    let file = root.join(path).canonicalize().ok()?;
    file.starts_with(&root).then_some(file)
}

fn answer(media_type: &'static str, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    (headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_package_are_read() {
        let outside = std::env::temp_dir().join(format!("cardseal-assets-{}", std::process::id()));
        let dir = outside.join("package");
        std::fs::create_dir_all(dir.join("lib")).unwrap();
        for (file, text) in [
            ("package/index.js", "ok"),
            ("package/lib/a.js", "ok"),
            ("package/.env.js", "no"),
            ("package/package.json", "no"),
            ("secret.js", "no"),
        ] {
            std::fs::write(outside.join(file), text).unwrap();
        }
        for good in ["index.js", "lib/a.js"] {
            assert_eq!(read(&dir, good).unwrap().1, b"ok", "{good}");
        }
        let absolute = outside.join("secret.js");
        for wrong in [
            "../secret.js",
            "lib/../../secret.js",
            "/etc/passwd",
            ".env.js",
            "package.json",
            "lib",
            "",
            "none.js",
            "..\\secret.js",
            "C:\\secret.js",
            "index.js\0",
            "lib//../../secret.js",
            absolute.to_str().unwrap(),
        ] {
            assert!(read(&dir, wrong).is_none(), "{wrong:?}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(outside.join("secret.js"), dir.join("link.js")).unwrap();
            assert!(read(&dir, "link.js").is_none());
        }
        std::fs::remove_dir_all(outside).unwrap();
    }
}
