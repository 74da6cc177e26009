//! What a server is told: where it listens, how it is reached, where data and mail go.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use chrono_tz::Tz;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use serde::{Deserialize, Serialize};

use super::Programme;
use crate::time::Zone;
use url::{Position, Url};

/// A configuration that can't be used; the text names the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// Keys as they stand in the file, and with `ROSTRUM_` and capitals in the environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    listen: String,
    public_url: Option<String>,
    database_url: String,
    key_file: Option<PathBuf>,
    mail: String,
    mail_dir: PathBuf,
    mail_from: String,
    smtp_url: Option<String>,
    timezone: String,
    answer_hours: i64,
    urgent_answer_hours: i64,
    lead_days: i64,
    auto_confirm: bool,
    level_4: String,
    level_5: String,
}

impl Default for Keys {
    fn default() -> Self {
        let programme = Programme::default();
        Self {
            listen: "127.0.0.1:8080".into(),
            public_url: None,
            database_url: "sqlite://rostrum.db?mode=rwc".into(),
            key_file: None,
            mail: "file".into(),
            mail_dir: "mail".into(),
            mail_from: programme.mail_from,
            smtp_url: None,
            timezone: programme.zone.0.name().into(),
            answer_hours: programme.answer_hours,
            urgent_answer_hours: programme.urgent_answer_hours,
            lead_days: programme.lead_days,
            auto_confirm: programme.auto_confirm,
            level_4: String::new(),
            level_5: String::new(),
        }
    }
}

/// Where mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mail {
    /// `.eml` files in this folder.
    Files(PathBuf),
    /// A server, as `smtps://user:password@host`.
    Smtp(String),
}

/// A validated configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// How browsers reach it, without a slash at the end.
    pub public_url: String,
    /// Host (and port) of that.
    pub host: String,
    /// Whether that is https.
    pub https: bool,
    /// Where the data lies.
    pub database_url: String,
    /// Where the key lies.
    pub key_file: PathBuf,
    /// Where mail goes.
    pub mail: Mail,
    /// How the programme is run; the key is filled in once it was read.
    pub programme: Programme,
}

impl Config {
    /// Name of the session cookie: browsers refuse `__Host-` without https.
    pub fn cookie(&self) -> &'static str {
        if self.https {
            "__Host-rostrum"
        } else {
            "rostrum"
        }
    }
}

/// Reads `rostrum.toml`, if there is one, and the environment.
pub fn load() -> Result<Config, ConfigError> {
    read(
        Figment::new().merge(Toml::file("rostrum.toml")).merge(
            Env::prefixed("ROSTRUM_").filter(|key| !key.starts_with("test_") && key != "log"),
        ),
    )
}

/// Validates what a file and an environment say over the defaults.
pub fn read(sources: Figment) -> Result<Config, ConfigError> {
    let keys: Keys = Figment::from(Serialized::defaults(Keys::default()))
        .merge(sources)
        .extract()
        .map_err(|error| ConfigError(one_line(&error.to_string())))?;
    let wrong = |key: &str, why: String| ConfigError(format!("ROSTRUM_{key}: {why}"));
    let listen: SocketAddr = keys.listen.parse().map_err(|_| {
        wrong(
            "LISTEN",
            format!("{:?} is no address like 127.0.0.1:8080", keys.listen),
        )
    })?;
    let public_url = keys
        .public_url
        .unwrap_or_else(|| format!("http://{listen}"));
    let public = reached(&public_url, listen).map_err(|why| wrong("PUBLIC_URL", why))?;
    if listen.port() == 0 {
        return Err(wrong(
            "LISTEN",
            "port 0 is none that links could name".into(),
        ));
    }
    let zone: Tz = keys.timezone.parse().map_err(|_| {
        wrong(
            "TIMEZONE",
            format!("{:?} is no IANA zone like Asia/Karachi", keys.timezone),
        )
    })?;
    for (key, value, range) in [
        ("ANSWER_HOURS", keys.answer_hours, 1..=2160),
        ("URGENT_ANSWER_HOURS", keys.urgent_answer_hours, 1..=2160),
        ("LEAD_DAYS", keys.lead_days, 0..=365),
    ] {
        if !range.contains(&value) {
            return Err(wrong(
                key,
                format!("{value} is not in {}..{}", range.start(), range.end()),
            ));
        }
    }
    if keys.mail_from.parse::<lettre::Address>().is_err() {
        return Err(wrong(
            "MAIL_FROM",
            format!("{:?} is no mail address", keys.mail_from),
        ));
    }
    let mail = match (keys.mail.as_str(), keys.smtp_url) {
        ("file", _) => Mail::Files(keys.mail_dir),
        ("smtp", Some(url)) => {
            AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)
                .map_err(|error| wrong("SMTP_URL", error.to_string()))?;
            Mail::Smtp(url)
        }
        ("smtp", None) => {
            return Err(wrong(
                "SMTP_URL",
                "is needed when ROSTRUM_MAIL is smtp".into(),
            ));
        }
        (other, _) => return Err(wrong("MAIL", format!("{other:?} is neither file nor smtp"))),
    };
    let known = ["sqlite:", "postgres:", "postgresql:"];
    if !known
        .iter()
        .any(|scheme| keys.database_url.starts_with(scheme))
    {
        return Err(wrong(
            "DATABASE_URL",
            "starts with neither sqlite: nor postgres:".into(),
        ));
    }
    if in_memory(&keys.database_url) {
        let mend = "names no file: what is kept in memory is gone with the process";
        return Err(wrong("DATABASE_URL", mend.into()));
    }
    let key_file = keys.key_file.unwrap_or_else(|| beside(&keys.database_url));
    let mut level_names = [keys.level_4, keys.level_5];
    for (key, name) in ["LEVEL_4", "LEVEL_5"].into_iter().zip(&mut level_names) {
        let plain = name.chars().all(|c| !c.is_control());
        if !plain || name.chars().count() > 40 {
            return Err(wrong(key, "is no name of at most 40 characters".into()));
        }
        *name = name.trim().to_owned();
    }
    let programme = Programme {
        level_names,
        zone: Zone(zone),
        answer_hours: keys.answer_hours,
        urgent_answer_hours: keys.urgent_answer_hours,
        lead_days: keys.lead_days,
        auto_confirm: keys.auto_confirm,
        public_url: public.origin().ascii_serialization(),
        mail_from: keys.mail_from,
        ..Programme::default()
    };
    Ok(Config {
        listen,
        public_url: programme.public_url.clone(),
        host: public[Position::BeforeHost..Position::AfterPort].to_owned(),
        https: public.scheme() == "https",
        database_url: keys.database_url,
        key_file,
        mail,
        programme,
    })
}

/// https anywhere; plain http only where both ends are this machine. Parsing brings host and port to
/// the form in which browsers send them: lower case, no port where it is the scheme's own.
fn reached(text: &str, listen: SocketAddr) -> Result<Url, String> {
    let url: Url = text
        .parse()
        .map_err(|e| format!("{text:?} is no address: {e}"))?;
    let host = url
        .host_str()
        .ok_or_else(|| format!("{text:?} names no host"))?;
    let bare = url.username().is_empty() && url.password().is_none();
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !bare {
        return Err(format!(
            "{text:?} must be a scheme, a host and a port, nothing else"
        ));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback(host) && listen.ip().is_loopback() => Ok(url),
        "http" => Err(format!(
            "{text:?} is plain http, which is served only when both ROSTRUM_LISTEN and \
             ROSTRUM_PUBLIC_URL are loopback addresses; put https in front"
        )),
        _ => Err(format!("{text:?} is neither http nor https")),
    }
}

fn loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether an SQLite address names no file.
fn in_memory(database_url: &str) -> bool {
    let Some(rest) = database_url.strip_prefix("sqlite:") else {
        return false;
    };
    let (file, asked) = rest.split_once('?').unwrap_or((rest, ""));
    let file = file.trim_start_matches("//").trim_start_matches("file:");
    file.is_empty() || file == ":memory:" || asked.split('&').any(|part| part == "mode=memory")
}

/// The key lies beside an SQLite file, else in the working folder.
fn beside(database_url: &str) -> PathBuf {
    let file = database_url
        .strip_prefix("sqlite://")
        .or_else(|| database_url.strip_prefix("sqlite:"));
    let folder = file
        .map(|file| PathBuf::from(file.split('?').next().unwrap_or_default()))
        .and_then(|file| file.parent().map(std::path::Path::to_path_buf))
        .unwrap_or_default();
    folder.join("rostrum.key")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use figment::Figment;
    use figment::providers::{Format, Toml};

    use super::{Config, ConfigError, read};

    fn config(toml: &str) -> Result<Config, ConfigError> {
        read(Figment::new().merge(Toml::string(toml)))
    }

    #[test]
    fn defaults_are_a_loopback_server_on_sqlite() {
        let config = config("").unwrap();
        assert_eq!(config.public_url, "http://127.0.0.1:8080");
        assert_eq!((config.cookie(), config.https), ("rostrum", false));
        assert_eq!(config.key_file.to_str(), Some("rostrum.key"));
    }

    #[test]
    fn https_gets_the_host_cookie() {
        let config = config("public_url = 'https://dtp.example/'\nlisten = '0.0.0.0:80'").unwrap();
        assert_eq!(
            (config.cookie(), config.host.as_str()),
            ("__Host-rostrum", "dtp.example")
        );
        for written in ["https://DTP.example:443", "https://dtp.example"] {
            let config = self::config(&format!("public_url = '{written}'")).unwrap();
            assert_eq!(config.host, "dtp.example", "{written}");
            assert_eq!(config.public_url, "https://dtp.example", "{written}");
        }
        let config = self::config("public_url = 'https://dtp.example:8443'").unwrap();
        assert_eq!(config.host, "dtp.example:8443");
    }

    #[test]
    fn what_cannot_be_used_names_its_key_in_one_line() {
        for (toml, key) in [
            ("listen = 'here'", "ROSTRUM_LISTEN"),
            ("listen = '127.0.0.1:0'", "ROSTRUM_LISTEN"),
            ("public_url = 'https://a@b'", "ROSTRUM_PUBLIC_URL"),
            ("mail_from = 'a@b.org, c@d.org'", "ROSTRUM_MAIL_FROM"),
            (
                "listen = '0.0.0.0:8080'\npublic_url = 'http://127.0.0.1:8080'",
                "ROSTRUM_PUBLIC_URL",
            ),
            ("public_url = 'http://dtp.example'", "ROSTRUM_PUBLIC_URL"),
            ("public_url = 'ftp://x'", "ROSTRUM_PUBLIC_URL"),
            ("public_url = 'https://a/b'", "ROSTRUM_PUBLIC_URL"),
            ("timezone = 'PKT'", "ROSTRUM_TIMEZONE"),
            ("mail = 'pigeon'", "ROSTRUM_MAIL"),
            ("mail = 'smtp'", "ROSTRUM_SMTP_URL"),
            (
                "mail = 'smtp'\nsmtp_url = 'mail.example.org'",
                "ROSTRUM_SMTP_URL",
            ),
            ("mail_from = 'nobody'", "ROSTRUM_MAIL_FROM"),
            (r#"level_4 = "two\nlines""#, "ROSTRUM_LEVEL_4"),
            ("answer_hours = 0", "ROSTRUM_ANSWER_HOURS"),
            ("answer_hours = 'soon'", "answer_hours"),
            ("database_url = 'mysql://x'", "ROSTRUM_DATABASE_URL"),
            ("database_url = 'sqlite::memory:'", "ROSTRUM_DATABASE_URL"),
            ("database_url = 'sqlite://:memory:'", "ROSTRUM_DATABASE_URL"),
            ("database_url = 'sqlite://'", "ROSTRUM_DATABASE_URL"),
            (
                "database_url = 'sqlite://x.db?mode=memory'",
                "ROSTRUM_DATABASE_URL",
            ),
            ("listne = 'x'", "listne"),
        ] {
            let error = config(toml).unwrap_err().to_string();
            assert!(
                error.contains(key) && !error.contains('\n'),
                "{toml}: {error}"
            );
        }
    }
}
