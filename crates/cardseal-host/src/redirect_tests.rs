use super::*;

fn refusal(address: &str) -> Option<RedirectError> {
    RedirectTarget::parse(address, true).err()
}

#[test]
fn a_web_page_is_https_or_loopback_where_that_is_allowed() {
    for address in [
        "https://3ds.example/payment?session_id=x#frame",
        "https://3ds.example:8443/",
        "https://xn--80ak6aa92e.example/",
        "HTTPS://3ds.example/a%20b",
    ] {
        let target = RedirectTarget::parse(address, false).unwrap();
        assert!(target.web_url().unwrap().starts_with("https://"), "{address}");
    }
    for address in ["http://127.0.0.1:8080/3ds/1", "http://[::1]:8080/3ds/1"] {
        assert_eq!(RedirectTarget::parse(address, true).unwrap().web_url(), Some(address));
        assert_eq!(RedirectTarget::parse(address, false), Err(RedirectError::Scheme));
    }
}

#[test]
fn an_app_link_is_kept_as_it_came() {
    let target = RedirectTarget::parse("dana://pay?bizNo=1%2f2", false).unwrap();
    let RedirectTarget::App(link) = &target else { panic!("{target:?}") };
    assert_eq!((link.as_str(), link.scheme()), ("dana://pay?bizNo=1%2f2", "dana"));
    assert_eq!((target.web_url(), target.as_str()), (None, link.as_str()));
}

#[test]
fn debug_shows_no_path() {
    let web = RedirectTarget::parse("https://3ds.example/secret?token=secret", false).unwrap();
    let app = RedirectTarget::parse("dana://secret", false).unwrap();
    assert_eq!(format!("{web:?} {app:?}"), "WebAddress(https://3ds.example/..) AppLink(dana://..)");
}

#[test]
fn every_other_address_is_refused_for_its_reason() {
    use RedirectError::{ForbiddenCharacter, Missing, NotAUrl, Scheme, UserInfo};
    for (address, why) in [
        ("", Missing),
        ("javascript:alert(1)", Scheme),
        ("JaVaScRiPt:alert(1)", Scheme),
        ("javascript://3ds.example/%0aalert(1)", Scheme),
        ("java\tscript:alert(1)", ForbiddenCharacter),
        ("\u{1}javascript:alert(1)", ForbiddenCharacter),
        (" javascript:alert(1)", ForbiddenCharacter),
        ("data:text/html,x", Scheme),
        ("data://text/html;base64,x", Scheme),
        ("vbscript:x", Scheme),
        ("file:///etc/passwd", Scheme),
        ("blob:https://3ds.example/x", Scheme),
        ("about:blank", Scheme),
        ("view-source:https://3ds.example", Scheme),
        ("filesystem:https://3ds.example/x", Scheme),
        ("ftp://3ds.example", Scheme),
        ("ws://3ds.example", Scheme),
        ("wss://3ds.example", Scheme),
        ("mailto:a@b.example", Scheme),
        ("tel:123", Scheme),
        ("jar:https://x.example!/", Scheme),
        ("http://3ds.example/", Scheme),
        ("http://localhost/", Scheme),
        ("http://10.0.0.1/", Scheme),
        ("http://127.0.0.1.evil.example/", Scheme),
        ("http://0.0.0.0/", Scheme),
        ("http://[::]/", Scheme),
        ("http://169.254.169.254/", Scheme),
        ("http://[::ffff:127.0.0.1]/", Scheme),
        ("https://user@3ds.example/", UserInfo),
        ("https://user:pw@3ds.example/", UserInfo),
        ("https://3ds.example@evil.example/", UserInfo),
        ("https://@evil.example/", UserInfo),
        ("https://3ds.example%40evil.example/", NotAUrl),
        ("dana://user@host/", UserInfo),
        ("https://3ds.example\\@evil.example/", ForbiddenCharacter),
        ("https:\\\\evil.example", ForbiddenCharacter),
        ("https://3ds.example\\.evil.example", ForbiddenCharacter),
        ("\\\\evil.example", ForbiddenCharacter),
        ("https://3ds.example/\r\nSet-Cookie:a=b", ForbiddenCharacter),
        ("https://3ds.example/\0", ForbiddenCharacter),
        ("https://3ds.example/a b", ForbiddenCharacter),
        ("https://3ds.example/\u{7f}", ForbiddenCharacter),
        ("https://3ds.example/\"onload", ForbiddenCharacter),
        ("https://3ds.example/<x>", ForbiddenCharacter),
        ("https://аpple.example/", ForbiddenCharacter),
        ("https://3ds.example/é", ForbiddenCharacter),
        ("https://3ds.example/\u{202e}", ForbiddenCharacter),
        ("https://3ds。example/", ForbiddenCharacter),
        ("//evil.example", NotAUrl),
        ("/3ds", NotAUrl),
        ("3ds.example", NotAUrl),
        ("https:", NotAUrl),
        ("https:/evil.example", NotAUrl),
        ("https:evil.example", NotAUrl),
        ("https:///evil.example", NotAUrl),
        ("https:////evil.example", NotAUrl),
        ("https://", NotAUrl),
        ("https://:443/", NotAUrl),
        ("https://[::1", NotAUrl),
        ("https://3ds.example:99999/", NotAUrl),
        ("://3ds.example", NotAUrl),
        ("1dana://pay", NotAUrl),
        ("dana:", NotAUrl),
        ("dana:pay", NotAUrl),
        ("da_na://pay", NotAUrl),
        ("https://?q", NotAUrl),
        ("https://%00.example/", NotAUrl),
    ] {
        assert_eq!(refusal(address), Some(why), "{address:?}");
    }
    assert_eq!(refusal(&format!("https://a.example/{}", "a".repeat(MAX_LEN))), Some(RedirectError::TooLong));
}
