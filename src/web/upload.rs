//! A form with a file.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;

use super::error::Failure;
use super::extract::{Fields, Form};
use crate::app::App;
use crate::bulk::FILE_LIMIT;

/// Bytes of such a form: the file, and a little for the fields around it.
pub const LIMIT: usize = FILE_LIMIT + 64 * 1024;
/// Characters of a file's name that are kept.
const NAME: usize = 100;

/// What was sent.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// The fields beside the file.
    pub fields: Fields,
    /// The file of the field `file`: what it is called, and what is in it.
    pub file: Option<(String, Vec<u8>)>,
    /// Whether it is larger than a file may be; it was not read to its end then.
    pub too_large: bool,
}

impl FromRequest<App> for Upload {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let kind = request.headers().get(CONTENT_TYPE);
        let with_file = kind
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.starts_with("multipart/form-data"));
        if !with_file {
            let Form(fields) = Form::from_request(request, app).await?;
            return Ok(Self {
                fields,
                ..Self::default()
            });
        }
        let broken = |_: MultipartError| Failure::status(StatusCode::BAD_REQUEST);
        let mut parts = Multipart::from_request(request, app)
            .await
            .map_err(|_| Failure::status(StatusCode::BAD_REQUEST))?;
        let mut upload = Self::default();
        let mut fields = Vec::new();
        loop {
            let part = match parts.next_field().await {
                Ok(Some(part)) => part,
                Ok(None) => break,
                Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                    upload.too_large = true;
                    break;
                }
                Err(error) => return Err(broken(error)),
            };
            let name = part.name().unwrap_or_default().to_owned();
            if name == "file" {
                let called = file_name(&part);
                match part.bytes().await {
                    Ok(bytes) if bytes.len() <= FILE_LIMIT => {
                        upload.file = Some((called, bytes.to_vec()));
                    }
                    Err(error) if error.status() != StatusCode::PAYLOAD_TOO_LARGE => {
                        return Err(broken(error));
                    }
                    _ => {
                        upload.too_large = true;
                        break;
                    }
                }
            } else {
                fields.push((name, part.text().await.map_err(broken)?));
            }
            if fields.len() > 20 {
                return Err(Failure::status(StatusCode::BAD_REQUEST));
            }
        }
        upload.fields = Fields::of(fields);
        Ok(upload)
    }
}

/// What a file is called, without the folders that it lay in, and nothing in it that cannot be seen.
fn file_name(part: &Field<'_>) -> String {
    let whole = part.file_name().unwrap_or_default();
    let last = whole.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control())
        .take(NAME)
        .collect();
    match clean.trim() {
        "" => "file".to_owned(),
        name => name.to_owned(),
    }
}
