//! How the types of the domain look in OpenAPI, where a derive cannot say it.

use std::borrow::Cow;

use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{KnownFormat, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::articles::Extra;
use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::ids::{Id, Noun};
use crate::domain::lang::Lang;
use crate::domain::time::{Date, Instant};

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::new(Type::String))
}

impl<N: Noun> PartialSchema for Id<N> {
    fn schema() -> RefOr<Schema> {
        let description = format!("The id of {}: `{}_` and 26 characters (TypeID).", N::LABEL, N::TYPE);
        let pattern = format!("^{}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$", N::TYPE);
        text().description(Some(description)).pattern(Some(pattern)).into()
    }
}

impl<N: Noun> ToSchema for Id<N> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed(N::SCHEMA)
    }
}

impl PartialSchema for Instant {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        text()
            .format(Some(format))
            .description(Some("An instant (RFC 3339) in whole seconds UTC, `2020-08-27T09:30:00Z`."))
            .into()
    }
}

impl ToSchema for Instant {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Instant")
    }
}

impl PartialSchema for Date {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::Date);
        text().format(Some(format)).description(Some("A civil date (ISO 8601), `2020-08-27`.")).into()
    }
}

impl ToSchema for Date {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Date")
    }
}

impl PartialSchema for Lang {
    fn schema() -> RefOr<Schema> {
        let description = "A language tag (BCP 47), such as `ky`, `ru` or `en`.";
        text().description(Some(description)).min_length(Some(2)).max_length(Some(35)).into()
    }
}

impl ToSchema for Lang {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Locale")
    }
}

impl PartialSchema for Currency {
    fn schema() -> RefOr<Schema> {
        text().pattern(Some("^[A-Z]{3}$")).description(Some("A currency by its ISO 4217 code, such as `USD`.")).into()
    }
}

impl ToSchema for Currency {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("CurrencyCode")
    }
}

impl PartialSchema for Decimal {
    fn schema() -> RefOr<Schema> {
        let description =
            "An exact decimal number as text, with the digits that were published: `87.4500`. Not for floats.";
        let format = SchemaFormat::Custom("decimal".to_owned());
        text().format(Some(format)).pattern(Some("^-?[0-9]+(\\.[0-9]+)?$")).description(Some(description)).into()
    }
}

impl ToSchema for Decimal {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Decimal")
    }
}

impl PartialSchema for Extra {
    fn schema() -> RefOr<Schema> {
        let anything = AdditionalProperties::FreeForm(true);
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::Object))
            .additional_properties(Some(anything))
            .description(Some("A JSON object, as another system wrote it: at most 16 KiB."))
            .into()
    }
}

impl ToSchema for Extra {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Extra")
    }
}
