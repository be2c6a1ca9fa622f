//! Printing answers: JSON, pages with their links, sparse field sets.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, LINK, LOCATION};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use serde_json::Value;

use crate::app::App;
use crate::domain::articles::ArticleCount;
use crate::domain::paging::Page;
use crate::error::{Error, Result};
use crate::http::query::{Asked, Query};
use crate::http::reading;
use crate::usecases::reading::Reading;

/// The question that an answer belongs to, and how it is printed.
pub(super) struct Form<'a> {
    app: &'a App,
    request: &'a HttpRequest,
    reading: &'a Reading,
    /// The only fields that are wanted, besides `id`.
    fields: Option<&'a [&'a str]>,
    /// Whether the answer depends on `Accept-Language`.
    varies: bool,
    /// How many articles the list has, where that was asked.
    total: Option<ArticleCount>,
}

impl<'a> Form<'a> {
    pub(super) const fn new(app: &'a App, request: &'a HttpRequest, reading: &'a Reading) -> Self {
        Self { app, request, reading, fields: None, varies: false, total: None }
    }

    pub(super) const fn asked(self, asked: &Asked) -> Self {
        Self { varies: asked.from_header, ..self }
    }

    pub(super) const fn fields(self, fields: Option<&'a [&'a str]>) -> Self {
        Self { fields, ..self }
    }

    pub(super) const fn total(self, total: Option<ArticleCount>) -> Self {
        Self { total, ..self }
    }

    fn answer(&self, mut response: HttpResponseBuilder, body: Vec<u8>) -> HttpResponse {
        response.content_type("application/json");
        let varies = self.varies.then_some("Accept-Language");
        reading::answer(self.app, self.request, self.reading, response, varies, body)
    }
}

fn value<T: Serialize>(item: &T, fields: Option<&[&str]>) -> Result<Value> {
    let mut value = serde_json::to_value(item).map_err(Error::internal)?;
    if let (Some(fields), Value::Object(map)) = (fields, &mut value) {
        map.retain(|name, _| name == "id" || fields.contains(&name.as_str()));
    }
    Ok(value)
}

fn bytes<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(Error::internal)
}

/// One thing.
pub(super) fn one<T: Serialize>(item: &T, form: &Form<'_>) -> Result<HttpResponse> {
    let body = match form.fields {
        Some(_) => bytes(&value(item, form.fields)?)?,
        None => bytes(item)?,
    };
    Ok(form.answer(HttpResponse::Ok(), body))
}

/// A thing after a write of it.
pub(super) fn written<T: Serialize>(item: &T) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("application/json")
        .body(bytes(item)?))
}

/// A thing that is new, with its address.
pub(super) fn created<T: Serialize>(item: &T, address: &str) -> Result<HttpResponse> {
    let mut response = HttpResponse::Created();
    response.insert_header((LOCATION, address)).insert_header((CACHE_CONTROL, "no-store"));
    response.content_type("application/json");
    Ok(response.body(bytes(item)?))
}

/// A page in the language of HTTP: the items and their cursors in the body, the neighbours in `Link`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Paged<'a, T> {
    items: Vec<&'a T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prev_cursor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<ArticleCount>,
}

/// A page of things.
pub(super) fn page<T: Serialize>(query: &Query, page: &Page<T>, form: &Form<'_>) -> Result<HttpResponse> {
    let (next_cursor, prev_cursor, total) = (page.next_cursor(), page.previous_cursor(), form.total);
    let body = match form.fields {
        Some(fields) => {
            let items = page.rows.iter().map(|(_, item)| value(item, Some(fields))).collect::<Result<Vec<_>>>()?;
            bytes(&Paged { items: items.iter().collect(), next_cursor, prev_cursor, total })?
        }
        None => {
            bytes(&Paged { items: page.rows.iter().map(|(_, item)| item).collect(), next_cursor, prev_cursor, total })?
        }
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((LINK, links(form.request.path(), query, next_cursor, prev_cursor)));
    Ok(form.answer(response, body))
}

/// A page that says whose it is: the thing under its name stands beside the items, and whole.
pub(super) fn within<O: Serialize, T: Serialize>(
    query: &Query,
    (name, owner): (&str, &O),
    page: &Page<T>,
    form: &Form<'_>,
) -> Result<HttpResponse> {
    let (next_cursor, prev_cursor) = (page.next_cursor(), page.previous_cursor());
    let items = page.rows.iter().map(|(_, item)| value(item, form.fields)).collect::<Result<Vec<_>>>()?;
    let paged = Paged { items: items.iter().collect(), next_cursor, prev_cursor, total: None };
    let mut body = serde_json::Map::from_iter([(name.to_owned(), value(owner, None)?)]);
    if let Value::Object(paged) = value(&paged, None)? {
        body.extend(paged);
    }
    let mut response = HttpResponse::Ok();
    response.insert_header((LINK, links(form.request.path(), query, next_cursor, prev_cursor)));
    Ok(form.answer(response, bytes(&body)?))
}

/// Things that are all there, in one answer.
pub(super) fn all<T: Serialize>(items: &[T], form: &Form<'_>) -> Result<HttpResponse> {
    fn whole<T>(items: Vec<&T>) -> Paged<'_, T> {
        Paged { items, next_cursor: None, prev_cursor: None, total: None }
    }
    let body = match form.fields {
        Some(_) => {
            let items = items.iter().map(|item| value(item, form.fields)).collect::<Result<Vec<_>>>()?;
            bytes(&whole(items.iter().collect()))?
        }
        None => bytes(&whole(items.iter().collect()))?,
    };
    Ok(form.answer(HttpResponse::Ok(), body))
}

/// The neighbours of a page (RFC 8288), with the same filter.
fn links(path: &str, query: &Query, next: Option<&str>, previous: Option<&str>) -> String {
    let both = ["after", "before"];
    let link = |query: String, relation: &str| {
        let mark = if query.is_empty() { "" } else { "?" };
        format!("<{path}{mark}{query}>; rel=\"{relation}\"")
    };
    let mut links = vec![link(query.with("", None, &both), "first")];
    links.extend(next.map(|cursor| link(query.with("after", Some(cursor), &both), "next")));
    links.extend(previous.map(|cursor| link(query.with("before", Some(cursor), &both), "prev")));
    links.join(", ")
}

/// Says in which language the text of an answer is.
pub(super) fn in_language(mut response: HttpResponse, language: &str) -> HttpResponse {
    if let Ok(value) = language.parse() {
        response.headers_mut().insert(CONTENT_LANGUAGE, value);
    }
    response
}
