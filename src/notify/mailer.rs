//! How a letter leaves: as a file, by SMTP, or kept in memory by tests.

use std::sync::{Arc, Mutex};

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message as Mail, Tokio1Executor,
};

use crate::config;
use crate::error::{Error, Result};

/// A message in words, for one person.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Letter {
    /// Name.
    pub to_name: String,
    /// Address.
    pub to: String,
    /// Subject, one line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// Takes letters.
#[derive(Clone)]
pub enum Mailer {
    /// `.eml` files in a folder.
    Files(AsyncFileTransport<Tokio1Executor>),
    /// A mail server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// A list, for tests and for the demo.
    Memory(Arc<Mutex<Vec<Letter>>>),
}

impl Mailer {
    /// The mailer that the configuration names.
    pub fn new(mail: &config::Mail) -> Result<Self> {
        match mail {
            config::Mail::Files(folder) => {
                std::fs::create_dir_all(folder).map_err(|e| {
                    Error::Internal(format!("ROSTRUM_MAIL_DIR {}: {e}", folder.display()))
                })?;
                Ok(Self::Files(AsyncFileTransport::new(folder)))
            }
            config::Mail::Smtp(url) => AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                .map(|builder| Self::Smtp(builder.build()))
                .map_err(|e| Error::Internal(format!("ROSTRUM_SMTP_URL: {e}"))),
        }
    }

    /// A mailer that keeps letters in memory.
    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// Letters that a memory mailer took, oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        match self {
            Self::Memory(letters) => letters
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .clone(),
            _ => Vec::new(),
        }
    }

    /// Sends one letter from this address.
    pub async fn send(&self, from: &str, letter: Letter) -> std::result::Result<(), String> {
        if let Self::Memory(letters) = self {
            letters
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .push(letter);
            return Ok(());
        }
        let to = letter.to.parse().map_err(|e| format!("address: {e}"))?;
        let from = from
            .parse()
            .map_err(|e| format!("ROSTRUM_MAIL_FROM: {e}"))?;
        let mail = Mail::builder()
            .from(Mailbox::new(None, from))
            .to(Mailbox::new(Some(letter.to_name), to))
            .subject(letter.subject)
            .multipart(
                MultiPart::mixed().singlepart(
                    SinglePart::builder()
                        .header(ContentType::TEXT_PLAIN)
                        .body(letter.text),
                ),
            )
            .map_err(|e| e.to_string())?;
        match self {
            Self::Files(files) => files.send(mail).await.map(drop).map_err(|e| e.to_string()),
            Self::Smtp(smtp) => smtp.send(mail).await.map(drop).map_err(|e| e.to_string()),
            Self::Memory(_) => Ok(()),
        }
    }
}
