//! Input as it comes from people in a hurry: pressed twice, sent too late, typed over, pasted whole.

mod others;
mod overlong;
mod two_tabs;

use crate::support::Answer;

/// The value of a hidden field in the form that is sent to this path.
fn hidden(page: &Answer, action: &str, name: &str) -> String {
    let form = page
        .text()
        .split(&format!("action=\"{action}\""))
        .nth(1)
        .unwrap_or_else(|| panic!("no form is sent to {action}:\n{}", page.words()));
    let field = form
        .split("</form>")
        .next()
        .and_then(|form| form.split(&format!("name=\"{name}\" value=\"")).nth(1))
        .unwrap_or_else(|| panic!("the form to {action} has no {name}"));
    unescaped(field.split('"').next().unwrap())
}

/// What a browser makes of an attribute's text.
fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for (sign, is) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ] {
        text = text.replace(sign, is);
    }
    text
}

/// The fields as `post` takes them.
fn fields<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(k, v)| (*k, v.as_str())).collect()
}
