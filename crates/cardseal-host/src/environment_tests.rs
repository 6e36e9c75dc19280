use super::*;

#[test]
fn an_address_is_a_root_over_tls_or_loopback() {
    for address in [
        "https://gateway.example",
        "https://gateway.example/",
        "https://gateway.example:8443",
        "https://xn--bcher-kva.example",
        "http://127.0.0.1:8080",
        "http://127.0.0.1",
        "http://127.8.9.10:1",
        "http://[::1]:8080",
        "http://[::1]",
        "https://127.0.0.1:8443",
        "https://[::1]:8443",
        "https://localhost",
    ] {
        let environment = Environment::custom(address).unwrap();
        assert_eq!(environment.base_url(), address.trim_end_matches('/'));
        assert_eq!(environment.is_plain_loopback(), address.starts_with("http:"), "{address}");
    }
    assert!(!Environment::Production.is_plain_loopback() && !Environment::Sandbox.is_plain_loopback());
}

#[test]
fn every_other_address_is_refused_for_its_reason() {
    use EnvironmentError::{NotARoot, NotAUrl, NotLoopback, NotPlain, Scheme, UserInfo};
    for (address, why) in [
        ("", NotAUrl),
        ("gateway.example", NotAUrl),
        ("//gateway.example", NotAUrl),
        ("/v2", NotAUrl),
        ("https://", NotAUrl),
        ("https://a b.example", NotAUrl),
        ("https://[::1", NotAUrl),
        ("https://gateway.example:99999", NotAUrl),
        ("https://%00.example", NotAUrl),
        ("http://", NotAUrl),
        ("ftp://gateway.example", Scheme),
        ("javascript:alert(1)", Scheme),
        ("file:///etc/passwd", Scheme),
        ("data:text/plain,x", Scheme),
        ("ws://127.0.0.1", Scheme),
        ("unix:/run/x.sock", Scheme),
        ("httpss://gateway.example", Scheme),
        ("mailto:a@b.example", Scheme),
        ("gopher://127.0.0.1", Scheme),
        ("http://gateway.example", NotLoopback),
        ("http://localhost", NotLoopback),
        ("http://localhost:8080", NotLoopback),
        ("http://127.0.0.1.example", NotLoopback),
        ("http://0.0.0.0:8080", NotLoopback),
        ("http://[::]", NotLoopback),
        ("http://10.0.0.1", NotLoopback),
        ("http://192.168.1.1", NotLoopback),
        ("http://169.254.169.254", NotLoopback),
        ("http://128.0.0.1", NotLoopback),
        ("http://126.255.255.255", NotLoopback),
        ("http://[::ffff:127.0.0.1]", NotLoopback),
        ("http://[fe80::1]", NotLoopback),
        ("http://api.pivot-payment.com", NotLoopback),
        ("http://127.0.0.1.nip.example", NotLoopback),
        ("http://127.0.0.1@evil.example", NotLoopback),
        ("http://evil.example#127.0.0.1", NotLoopback),
        ("http://evil.example/127.0.0.1", NotLoopback),
        ("http://evil.example\\@127.0.0.1", NotLoopback),
        ("https://user@gateway.example", UserInfo),
        ("https://user:pass@gateway.example", UserInfo),
        ("https://:pass@gateway.example", UserInfo),
        ("https://@gateway.example", UserInfo),
        ("http://user@127.0.0.1", UserInfo),
        ("https://gateway.example@evil.example", UserInfo),
        ("https://gateway.example/v2", NotARoot),
        ("https://gateway.example/?a=b", NotARoot),
        ("https://gateway.example?", NotARoot),
        ("https://gateway.example#", NotARoot),
        ("https://gateway.example/#top", NotARoot),
        ("https://gateway.example/%2e%2e/x", NotARoot),
        ("https://gateway.example//", NotARoot),
        ("https://gateway.example\\evil", NotARoot),
        ("HTTPS://gateway.example", NotPlain),
        ("https://GATEWAY.example", NotPlain),
        ("https://gateway.example:443", NotPlain),
        (" https://gateway.example", NotPlain),
        ("https://gateway.example ", NotPlain),
        ("https://gate\tway.example", NotPlain),
        ("https://gateway.example\n", NotPlain),
        ("https:gateway.example", NotPlain),
        ("https:/gateway.example", NotPlain),
        ("https:///gateway.example", NotPlain),
        ("https:\\\\gateway.example", NotPlain),
        ("https://bücher.example", NotPlain),
        ("https://gаteway.example", NotPlain),
        ("https://gateway.example/..", NotPlain),
        ("https://gateway.example/.", NotPlain),
        ("http://2130706433", NotPlain),
        ("http://127.1", NotPlain),
        ("http://0x7f.0.0.1", NotPlain),
        ("http://0177.0.0.1", NotPlain),
        ("http://127.0.0.1:80", NotPlain),
        ("http://[0:0:0:0:0:0:0:1]", NotPlain),
        ("http://１２７.0.0.1", NotPlain),
        ("https://%67ateway.example", NotPlain),
        ("https://gateway.example\\", NotPlain),
    ] {
        assert_eq!(Environment::custom(address), Err(why), "{address:?}");
    }
}
