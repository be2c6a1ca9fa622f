//! Addresses as they are written into fields: on the web, and of e-mail.

use crate::error::Faults;

/// The longest address, in characters.
pub const LONGEST: usize = 2000;
/// The longest e-mail address, in characters (RFC 5321 §4.5.3.1).
const LONGEST_EMAIL: usize = 254;

/// Whether a text is an absolute http or https address without a name and password, which every reader would be told.
#[must_use]
pub fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let plain = !url.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"".contains(c));
    plain && !host.is_empty() && !host.contains('@')
}

/// Adds a fault at `pointer` when the text is no address, or a longer one than is kept.
pub fn check_address(url: &str, pointer: &str, faults: &mut Faults) {
    let detail = "must be an address such as https://t.me/name, with http or https";
    faults.check(!is_address(url), pointer, detail);
    if url.chars().count() > LONGEST {
        faults.add(pointer, format!("must have at most {LONGEST} characters"));
    }
}

/// Adds a fault at `pointer` when the text cannot be an e-mail address, as far as that is known without writing to it.
pub fn check_email(email: &str, pointer: &str, faults: &mut Faults) {
    let plausible = email.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    let clean = !email.chars().any(|c| c.is_whitespace() || c.is_control()) && email.chars().count() <= LONGEST_EMAIL;
    faults.check(!(plausible && clean), pointer, "must be an address such as aigul@example.com");
}
